package dev.loopline.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the watcher sees in the RD-Agent home and does not carry.
 *
 * @param list the first of it, with the reason
 * @param inAll how much there is
 */
record NotCarriedReader(List<Status.NotCarried> list, int inAll) {

    private static final NotCarriedReader NOTHING = new NotCarriedReader(List.of(), 0);

    NotCarriedReader {
        list = List.copyOf(list);
    }

    /** Asks the watcher; one that does not answer has nothing to say. */
    static NotCarriedReader ask(List<Status.ServiceState> services) {
        for (Status.ServiceState service : services) {
            if (service.ready() && service.service().equals(Service.WORKSPACE_WATCHER.serviceName())) {
                return ask(service.url());
            }
        }
        return NOTHING;
    }

    private static NotCarriedReader ask(String url) {
        try {
            JsonNode status = new ServiceCalls(Duration.ofSeconds(5)).get(url + "/api/status");
            List<Status.NotCarried> list = new ArrayList<>();
            status.path("unassigned")
                    .forEach(one -> list.add(new Status.NotCarried(
                            one.path("subject").asText(), one.path("reason").asText())));
            return new NotCarriedReader(
                    list, status.path("loops").path("unassigned").asInt(list.size()));
        } catch (IOException e) {
            return NOTHING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOTHING;
        }
    }
}

package dev.loopline.kit.consume;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows among the health checks what waits, and why. Always up: a service that waits goes on by itself, and a restart would not help.
 */
@Readiness
@ApplicationScoped
public class WaitingHealth implements HealthCheck {

    private final Waiting waiting;

    WaitingHealth(Waiting waiting) {
        this.waiting = waiting;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("waiting").up();
        waiting.now()
                .forEach(one -> answer.withData(
                        one.loop() == null ? one.event() : one.event() + " " + one.loop(), one.reason()));
        return answer.build();
    }
}

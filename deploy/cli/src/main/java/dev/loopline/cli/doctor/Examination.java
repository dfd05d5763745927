package dev.loopline.cli.doctor;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** All looks, in the order in which a start would meet what they look at. */
public final class Examination {

    private final MachineChecks machine;
    private final HomeChecks homes;
    private final ServerChecks servers;

    public Examination(Machine machine, Limits limits, Clock clock) {
        this.machine = new MachineChecks(machine, limits);
        this.homes = new HomeChecks(machine, clock);
        this.servers = new ServerChecks();
    }

    /** @throws IOException if something that is there cannot be looked at */
    public List<Diagnosis> of(Patient patient) throws IOException, InterruptedException {
        List<Diagnosis> found = new ArrayList<>(machine.look(patient));
        found.addAll(homes.look(patient));
        found.addAll(servers.look(patient));
        return found;
    }
}

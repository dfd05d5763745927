package dev.loopline.cli.doctor;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.Places;
import dev.loopline.cli.stack.PortPlan;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked at: the settings that a start would have.
 *
 * @param home the RD-Agent home; empty if none was named
 * @param aistock the AIstock home; empty if none was named
 * @param data the data folder
 * @param places where Loopline looks beyond the home's own folders
 * @param ports who would listen where
 * @param broker the user's own broker; empty for the embedded one
 * @param database the user's own PostgreSQL; empty for the embedded one
 * @param environment of the process that would start
 */
public record Patient(
        Optional<Path> home,
        Optional<Path> aistock,
        DataFolder data,
        Places places,
        PortPlan ports,
        Optional<BrokerAccess> broker,
        Optional<ExternalDatabase> database,
        Map<String, String> environment) {}

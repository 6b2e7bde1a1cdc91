package io.clustergateway.dist.doctor.why;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Audit logs: an Event, or an EventList, on each line; compressed when their name ends in .gz. */
final class EventFiles {
    private EventFiles() {}

    /** The events of one request, in the order of the files; lines that do not hold its id are not even parsed. */
    static List<JsonObject> find(String auditId, List<Path> files) {
        List<JsonObject> found = new ArrayList<>();
        for (Path file : files) {
            try (BufferedReader lines = open(file)) {
                lines.lines()
                        .filter(line -> line.contains(auditId))
                        .flatMap(line -> events(line).stream())
                        .filter(event -> auditId.equals(event.getValue("auditID")))
                        .forEach(found::add);
            } catch (IOException | UncheckedIOException e) {
                throw new StartFault("%s: cannot be read (expected: an audit log)".formatted(file), e);
            }
        }
        return found;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream raw = file.toString().equals("-") ? System.in : Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** A line another program wrote between is none. */
    private static List<JsonObject> events(String line) {
        try {
            JsonObject json = new JsonObject(line);
            if (json.getValue("items") instanceof JsonArray items) {
                return items.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList();
            }
            return List.of(json);
        } catch (DecodeException noJson) {
            return List.of();
        }
    }
}

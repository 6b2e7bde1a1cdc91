package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An audit log as it grows. */
record AuditLines(Path file) {
    static final String OURS = "cluster.core.oam.dev/";

    /** The only ResponseComplete of this id, once it is there. */
    JsonObject complete(String id) {
        await().atMost(Duration.ofSeconds(20)).until(() -> stages(id).contains("ResponseComplete"));
        List<JsonObject> complete = events(id).stream()
                .filter(event -> event.getString("stage").equals("ResponseComplete"))
                .toList();
        assertThat(complete).as(id).hasSize(1);
        return complete.get(0);
    }

    void assertRefused(String id, int code, String hop) {
        JsonObject event = complete(id);
        assertThat(event.getJsonObject("responseStatus").getInteger("code")).isEqualTo(code);
        assertThat(notes(event).getString(OURS + "refused-by")).isEqualTo(hop);
    }

    /** All that began has one end. */
    void assertOneEndOfEach() {
        Map<String, Long> ends = all().stream()
                .collect(Collectors.groupingBy(
                        event -> event.getString("auditID"),
                        Collectors.filtering(
                                event -> event.getString("stage").equals("ResponseComplete"), Collectors.counting())));
        assertThat(ends)
                .isNotEmpty()
                .allSatisfy((id, count) -> assertThat(count).as(id).isOne());
    }

    List<String> stages(String id) {
        return events(id).stream().map(event -> event.getString("stage")).toList();
    }

    List<JsonObject> events(String id) {
        return all().stream()
                .filter(event -> event.getString("auditID").equals(id))
                .toList();
    }

    /** Whole lines only. */
    List<JsonObject> all() {
        try {
            return Files.exists(file)
                    ? Files.readString(file)
                            .lines()
                            .filter(line -> line.endsWith("}"))
                            .map(JsonObject::new)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code doctor why} says of this id, by this log and what the flags name, when it exits with this code. */
    String why(int code, String id, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("doctor", "why", id, "--audit-log", file.toString()));
        arguments.addAll(List.of(flags));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(arguments.toArray(String[]::new))).isEqualTo(code);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static JsonObject notes(JsonObject event) {
        return event.getJsonObject("annotations");
    }
}

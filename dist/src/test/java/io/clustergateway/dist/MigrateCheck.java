package io.clustergateway.dist;

import io.clustergateway.dist.migrate.MigrateCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code migrate check} said, and its exit code. */
record MigrateCheck(int exit, String out, String err) {
    /** Runs it in this process, at the hub of this kubeconfig. */
    static MigrateCheck run(Path kubeconfig, String... words) {
        List<String> all = new ArrayList<>(List.of("check", "--kubeconfig=" + kubeconfig, "--request-timeout=10s"));
        all.addAll(List.of(words));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = MigrateCommand.line(StartLineReader::read)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(Faults::explain)
                .execute(all.toArray(String[]::new));
        return new MigrateCheck(exit, out.toString(), err.toString());
    }

    /** {@code outcome id} of all that is not ok or skipped, each section's title before its own. */
    List<String> findings() {
        return sections()
                .flatMap(section -> section.getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> List.of("fault", "warning").contains(check.getString("outcome")))
                        .map(check -> check.getString("outcome") + " " + check.getString("id")
                                + (section.getString("title").startsWith("member ")
                                        ? " of " + section.getString("title").substring(7)
                                        : "")))
                .toList();
    }

    JsonObject check(String id) {
        return sections()
                .flatMap(section -> section.getJsonArray("checks").stream())
                .map(JsonObject.class::cast)
                .filter(check -> check.getString("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonObject> sections() {
        return new JsonObject(out)
                .getJsonArray("sections", new JsonArray()).stream().map(JsonObject.class::cast);
    }
}

package io.clustergateway.dist;

import io.clustergateway.dist.doctor.DoctorCommand;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What {@code cluster-gateway doctor} said. */
record Doctor(int exit, String out, String err) {
    /** Runs it in this process, at the hub of this kubeconfig, with a short time limit. */
    static Doctor run(Path kubeconfig, String... words) {
        List<String> all = new ArrayList<>(List.of("--kubeconfig=" + kubeconfig, "--request-timeout=2s"));
        all.addAll(List.of(words));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new DoctorCommand(ServeArguments::tree))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(Faults::explain)
                .execute(all.toArray(String[]::new));
        return new Doctor(exit, out.toString(), err.toString());
    }

    /** Outcome of a check; empty when there was none of this id. */
    String outcome(String id) {
        return checks().filter(check -> check.getString("id").equals(id))
                .map(check -> check.getString("outcome"))
                .findFirst()
                .orElse("");
    }

    String mend(String id) {
        return checks().filter(check -> check.getString("id").equals(id))
                .map(check -> check.getString("mend", ""))
                .findFirst()
                .orElse("");
    }

    String wrong(String id) {
        return checks().filter(check -> check.getString("id").equals(id))
                .map(check -> check.getString("wrong", ""))
                .findFirst()
                .orElse("");
    }

    /** Ids of what is wrong, in order. */
    List<String> faults() {
        return checks().filter(check -> check.getString("outcome").equals("fault"))
                .map(check -> check.getString("id"))
                .toList();
    }

    private Stream<JsonObject> checks() {
        return new JsonObject(out)
                .getJsonArray("sections").stream()
                        .flatMap(section -> ((JsonObject) section).getJsonArray("checks").stream())
                        .map(JsonObject.class::cast);
    }
}

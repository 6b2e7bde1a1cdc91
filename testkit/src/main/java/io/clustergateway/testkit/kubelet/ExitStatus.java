package io.clustergateway.testkit.kubelet;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The metav1.Status that ends a command, sent on its error stream since v4.channel.k8s.io. */
final class ExitStatus {

    private ExitStatus() {}

    static String of(int exitCode) {
        return exitCode == 0 ? status("Success").encode() : nonZero(exitCode).encode();
    }

    /** The command could not be started at all. */
    static String notFound(String program) {
        return status("Failure")
                .put("reason", "InternalError")
                .put("message", "exec: \"" + program + "\": executable file not found in $PATH")
                .put("code", 500)
                .encode();
    }

    private static JsonObject nonZero(int exitCode) {
        JsonObject cause = new JsonObject().put("reason", "ExitCode").put("message", Integer.toString(exitCode));
        return status("Failure")
                .put("reason", "NonZeroExitCode")
                .put("message", "command terminated with non-zero exit code: exit status " + exitCode)
                .put("details", new JsonObject().put("causes", new JsonArray().add(cause)));
    }

    private static JsonObject status(String outcome) {
        return new JsonObject().put("metadata", new JsonObject()).put("status", outcome);
    }
}

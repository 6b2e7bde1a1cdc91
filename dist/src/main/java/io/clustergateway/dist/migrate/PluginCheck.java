package io.clustergateway.dist.migrate;

import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The plugin that makes a Dynamic member's credential: whether this program would run it. */
final class PluginCheck {
    private static final String ID = "member.plugin";

    private final String namespace;
    private final List<String> allowed;

    /** @param allowed absolute paths, of {@code --allow-exec-plugin} */
    PluginCheck(String namespace, List<String> allowed) {
        this.namespace = namespace;
        this.allowed = List.copyOf(allowed);
    }

    Check look(JsonObject secret) {
        String name = Paper.text(secret, "metadata", "name");
        String command = command(secret);
        if (command.isEmpty()) {
            return Check.fault(
                    ID,
                    "key exec: no JSON object with a command",
                    "it has no credential",
                    "kubectl -n %s edit secret %s".formatted(namespace, name));
        }
        if (allowed.contains(command)) {
            return Check.ok(ID, command + " may be run");
        }
        boolean isAbsolute = command.startsWith("/");
        return Check.fault(
                ID,
                "command " + Paper.oneLine(command),
                "it is not run: the Go program runs any command a Secret names, this one only those it is told of by absolute path",
                isAbsolute
                        ? "--allow-exec-plugin=%s among the arguments, and the plugin in the image".formatted(command)
                        : "its absolute path as command in Secret %s/%s, the same by --allow-exec-plugin, and the plugin in the image"
                                .formatted(namespace, name));
    }

    private static String command(JsonObject secret) {
        try {
            byte[] exec = Base64.getMimeDecoder().decode(Paper.text(secret, "data", "exec"));
            JsonObject config = new JsonObject(new String(exec, StandardCharsets.UTF_8));
            return config.fieldNames().stream()
                    .filter("command"::equalsIgnoreCase)
                    .map(config::getValue)
                    .map(String::valueOf)
                    .findFirst()
                    .orElse("");
        } catch (DecodeException | IllegalArgumentException e) {
            return "";
        }
    }
}

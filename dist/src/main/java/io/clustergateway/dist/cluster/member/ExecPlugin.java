package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the credential plugin of the operator's own kubeconfig once, as kubectl does. Its output is never shown. */
final class ExecPlugin {
    private ExecPlugin() {}

    /** Data keys of a credential; the plugin is told of the context's cluster where its configuration asks for that. */
    static Map<String, String> run(JsonObject exec, KubeContext context) {
        String command = exec.getString("command", "");
        String version = exec.getString("apiVersion", "client.authentication.k8s.io/v1");
        List<String> words = new ArrayList<>(List.of(command));
        exec.getJsonArray("args", new JsonArray()).forEach(word -> words.add(String.valueOf(word)));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(ProcessBuilder.Redirect.INHERIT);
        exec.getJsonArray("env", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .forEach(pair -> builder.environment().put(pair.getString("name"), pair.getString("value", "")));
        JsonObject spec = new JsonObject().put("interactive", System.console() != null);
        if (Boolean.TRUE.equals(exec.getValue("provideClusterInfo"))) {
            spec.put("cluster", ExecCluster.of(context));
        }
        builder.environment()
                .put(
                        "KUBERNETES_EXEC_INFO",
                        new JsonObject()
                                .put("apiVersion", version)
                                .put("kind", "ExecCredential")
                                .put("spec", spec)
                                .encode());
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new StartFault(
                        "credential plugin %s: exit code %d (mend: run it yourself and see)".formatted(command, exit));
            }
            return credential(command, new JsonObject(output).getJsonObject("status", new JsonObject()));
        } catch (IOException e) {
            throw new StartFault(
                    "credential plugin %s: cannot be run (mend: install it, or correct user.exec.command)"
                            .formatted(command),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFault("credential plugin %s: interrupted".formatted(command), e);
        } catch (DecodeException | ClassCastException e) {
            throw new StartFault(
                    "credential plugin %s: no ExecCredential (expected: its JSON)".formatted(command), null);
        }
    }

    private static Map<String, String> credential(String command, JsonObject status) {
        String token = status.getString("token", "");
        String certificate = status.getString("clientCertificateData", "");
        if (!certificate.isEmpty()) {
            return Map.of("tls.crt", certificate, "tls.key", status.getString("clientKeyData", ""));
        }
        if (token.isEmpty()) {
            throw new StartFault("credential plugin %s: neither token nor certificate (expected: one in its status)"
                    .formatted(command));
        }
        return Map.of("token", token);
    }
}

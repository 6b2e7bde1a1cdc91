package io.clustergateway.dist.cluster.kubeconfig;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/** Paths in a kubeconfig are relative to its folder (client-go, clientcmd/loader.go). */
final class Absolute {
    private Absolute() {}

    static JsonObject paths(JsonObject tree, Path folder) {
        for (JsonObject item : Kubeconfig.items(tree, "clusters")) {
            resolve(item.getJsonObject("cluster"), List.of("certificate-authority"), folder);
        }
        for (JsonObject item : Kubeconfig.items(tree, "users")) {
            JsonObject user = item.getJsonObject("user");
            resolve(user, List.of("client-certificate", "client-key", "tokenFile"), folder);
            boolean isExec = user != null && user.getValue("exec") instanceof JsonObject;
            if (isExec && Kubeconfig.text(user.getJsonObject("exec"), "command").contains("/")) {
                resolve(user.getJsonObject("exec"), List.of("command"), folder);
            }
        }
        return tree;
    }

    private static void resolve(JsonObject fields, List<String> keys, Path folder) {
        if (fields == null) {
            return;
        }
        for (String key : keys) {
            String path = Kubeconfig.text(fields, key);
            if (!path.isEmpty()) {
                fields.put(key, folder.resolve(path).toString());
            }
        }
    }
}

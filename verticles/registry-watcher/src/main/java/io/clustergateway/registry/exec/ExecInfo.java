package io.clustergateway.registry.exec;

import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.registry.secrets.CredentialPlugins;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Variable {@code KUBERNETES_EXEC_INFO}: what a plugin is told, as client-go tells it. */
final class ExecInfo {
    private ExecInfo() {}

    static String of(ExecConfig config, CredentialPlugins.Question question) {
        JsonObject spec = new JsonObject().put("interactive", false);
        if (config.provideClusterInfo()) {
            spec.put("cluster", cluster(question));
        }
        return new JsonObject()
                .put("kind", "ExecCredential")
                .put("apiVersion", config.apiVersion())
                .put("spec", spec)
                .encode();
    }

    private static JsonObject cluster(CredentialPlugins.Question question) {
        JsonObject cluster = new JsonObject().put("server", question.endpoint().url());
        question.tlsServerName().ifPresent(name -> cluster.put("tls-server-name", name));
        if (question.trust() instanceof Trust.CaBundle bundle) {
            byte[] pem = bundle.pem().getBytes(StandardCharsets.UTF_8);
            cluster.put("certificate-authority-data", Base64.getEncoder().encodeToString(pem));
        } else if (question.trust() instanceof Trust.Unverified) {
            cluster.put("insecure-skip-tls-verify", true);
        }
        if (question.egress() instanceof Egress.Proxy proxy) {
            cluster.put("proxy-url", proxy.url());
        }
        return cluster;
    }
}

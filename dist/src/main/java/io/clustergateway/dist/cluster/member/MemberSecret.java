package io.clustergateway.dist.cluster.member;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Builds member Secrets, and reads them as the gateway does. */
public final class MemberSecret {
    static final String PREFIX = "cluster.core.oam.dev/";
    /** Label of the credential's type. */
    public static final String CREDENTIAL_TYPE = PREFIX + "cluster-credential-type";
    /** Label of the endpoint's type. */
    public static final String ENDPOINT_TYPE = PREFIX + "cluster-endpoint-type";
    /** Keys that hold a credential, and so are not shown. */
    private static final List<String> HIDDEN = List.of("token", "tls.key", "proxy-url", "exec");

    private static final List<String> CREDENTIAL_KEYS = List.of("token", "tls.crt", "tls.key", "exec");

    private MemberSecret() {}

    /** A Secret without data but what is given. */
    public static JsonObject of(
            String namespace,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> data) {
        JsonObject secret = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("type", "Opaque")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", name)
                                .put("namespace", namespace)
                                .put("labels", texts(labels))
                                .put("annotations", texts(annotations)))
                .put("data", new JsonObject());
        data.forEach((key, value) -> secret.getJsonObject("data").put(key, base64(value)));
        return secret;
    }

    /** The same with another credential. */
    public static JsonObject with(JsonObject secret, MemberCredential credential) {
        JsonObject copy = secret.copy();
        CREDENTIAL_KEYS.forEach(copy.getJsonObject("data")::remove);
        credential.data().forEach((key, value) -> copy.getJsonObject("data").put(key, base64(value)));
        copy.getJsonObject("metadata").getJsonObject("labels").put(CREDENTIAL_TYPE, credential.type());
        return copy;
    }

    /**
     * As the gateway reads it.
     *
     * @throws StartFault when it would be a broken member
     */
    public static Cluster read(JsonObject secret) {
        Member member = SecretReader.withoutPlugins(false, false, Clock.systemUTC())
                .read(secret)
                .member();
        if (member instanceof Cluster cluster) {
            return cluster;
        }
        throw new StartFault(member instanceof BrokenMember broken ? broken.fault() : member.name() + ": unreadable");
    }

    /** As it may be shown: without what is a credential. */
    public static JsonObject shown(JsonObject secret) {
        JsonObject copy = secret.copy();
        JsonObject data = copy.getJsonObject("data", new JsonObject());
        HIDDEN.stream().filter(data::containsKey).forEach(key -> data.put(key, base64("REDACTED")));
        JsonObject metadata = copy.getJsonObject("metadata");
        metadata.remove("managedFields");
        metadata.getJsonObject("annotations", new JsonObject())
                .remove("kubectl.kubernetes.io/last-applied-configuration");
        return copy;
    }

    private static JsonObject texts(Map<String, String> texts) {
        JsonObject json = new JsonObject();
        texts.forEach(json::put);
        return json;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.clustergateway.chaos.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The members' Secrets in a pocket hub, which more than one writes to. */
record MemberSecrets(PocketApiServer hub) {
    /** A member whose API server is at this port, with a client certificate. */
    void register(RecordingMember member, int port) {
        ObjectNode secret = member.pocket().certificateSecret(Rig.NAMESPACE);
        secret.withObject("/data").put("endpoint", base64("https://127.0.0.1:" + port));
        hub.put(secret);
    }

    /** A member that the konnectivity server knows by its name, with a token. */
    void registerBehindKonnectivity(RecordingMember member) {
        ObjectNode secret = member.pocket().tokenSecret(Rig.NAMESPACE);
        secret.withObject("/metadata/labels").put("cluster.core.oam.dev/cluster-endpoint-type", "ClusterProxy");
        // The name of the member is the host; the certificate of a pocket member is not of that name.
        secret.withObject("/data").remove("endpoint");
        secret.withObject("/data").put("tls-server-name", base64("localhost"));
        hub.put(secret);
    }

    /** False when somebody else wrote at the same time. */
    boolean label(String member, String key, String value) {
        ObjectNode secret = find(member);
        secret.withObject("/metadata/labels").put(key, value);
        return put(secret);
    }

    /** Another client certificate of the gateway's for this member. */
    void rotate(RecordingMember member) {
        JsonNode fresh = member.pocket().certificateSecret(Rig.NAMESPACE).path("data");
        boolean isWritten = false;
        while (!isWritten) {
            ObjectNode secret = find(member.pocket().name());
            secret.withObject("/data").set("tls.crt", fresh.path("tls.crt"));
            secret.withObject("/data").set("tls.key", fresh.path("tls.key"));
            isWritten = put(secret);
        }
    }

    private ObjectNode find(String member) {
        return hub.find("v1", "Secret", Rig.NAMESPACE, member).orElseThrow();
    }

    private boolean put(ObjectNode secret) {
        try {
            hub.put(secret);
            return true;
        } catch (ApiFailure conflict) {
            return false;
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.clustergateway.registry.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.registry.Secrets;
import io.clustergateway.testkit.fuzz.Written;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Whatever a member's Secret holds: a member that is what the Secret says, or its fault in words without its data. */
final class MemberSecretFuzz {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T00:00:00Z"), ZoneOffset.UTC);
    private static final String LABELS = "label.";
    private static final String ANNOTATIONS = "annotation.";
    private static final String DATA = "data.";

    private final SecretReader reader = SecretReader.withoutPlugins(false, false, CLOCK);

    @FuzzTest
    void isAMemberOrAFaultWithoutItsData(byte[] bytes) {
        JsonObject secret = secret(Written.of(bytes));
        Entry entry = reader.read(secret);
        assertThat(reader.read(secret)).isEqualTo(entry);
        assertThat(entry.member().name()).isEqualTo(entry.name());
        assertThat(entry.warnings()).noneMatch(warning -> warning.contains(Secrets.CANARY));
        if (entry.member() instanceof BrokenMember broken) {
            assertThat(broken.fault()).contains("(expected: ").doesNotContain(Secrets.CANARY);
        } else if (entry.member() instanceof Cluster cluster) {
            check(cluster, secret);
        }
    }

    private static void check(Cluster cluster, JsonObject secret) {
        assertThat(cluster.name()).matches("[-a-z0-9.]{1,253}").isNotEqualTo(SecretReader.RESERVED);
        cluster.endpoints().forEach(endpoint -> {
            assertThat(endpoint.host()).isNotEmpty().matches("[^\\s/@?#\\[\\]]+");
            assertThat(endpoint.port()).isBetween(1, 65535);
            assertThat(endpoint.pathPrefix()).matches("(/[!-~&&[^?#]]*[!-~&&[^?#/]])?");
            assertThat(endpoint.pathPrefix().split("/")).doesNotContain(".", "..");
        });
        boolean isPermitted = Secrets.base64("true").equals(value(secret, "insecure-skip-tls-verify"));
        assertThat(cluster.trust() instanceof Trust.Unverified && !isPermitted).isFalse();
        assertThat(cluster.egress() instanceof Egress.Konnectivity && cluster.trust() instanceof Trust.SystemRoots)
                .isFalse();
        cluster.credential()
                .bearerToken()
                .map(Credential.BearerToken::token)
                .ifPresent(token -> assertThat(token).matches("[!-~]+"));
        cluster.tlsServerName().ifPresent(name -> assertThat(name).matches("[-a-z0-9.]+"));
        assertThat(cluster.credential().toString() + cluster.egress()).doesNotContain(Secrets.CANARY);
        assertThat(cluster.connectionKey()).matches("[0-9a-f]{64}");
    }

    private static String value(JsonObject secret, String key) {
        return secret.getValue("data") instanceof JsonObject data
                ? String.valueOf(data.getValue(key)).replaceAll("\\s", "")
                : "";
    }

    /** Fields give names and texts; a field {@code json} is laid over it, for what is of another type. */
    private static JsonObject secret(Written written) {
        JsonObject secret = Secrets.secret("m", "", 1);
        for (List<String> field : written.fields()) {
            String name = field.get(0);
            String value = field.get(1);
            if (name.startsWith(DATA)) {
                Secrets.data(secret, name.substring(DATA.length()), value);
            } else if (name.equals("json")) {
                lay(secret, value);
            } else if (secret.getValue("metadata") instanceof JsonObject metadata) {
                put(metadata, name, value.replace(Secrets.CANARY, ""));
            }
        }
        return secret;
    }

    private static void put(JsonObject metadata, String name, String value) {
        if (name.startsWith(LABELS) && metadata.getValue("labels") instanceof JsonObject labels) {
            labels.put(name.substring(LABELS.length()), value);
        } else if (name.startsWith(ANNOTATIONS) && metadata.getValue("annotations") instanceof JsonObject annotations) {
            annotations.put(name.substring(ANNOTATIONS.length()), value);
        } else {
            metadata.put(name, value);
        }
    }

    private static void lay(JsonObject secret, String json) {
        try {
            secret.mergeIn(new JsonObject(json.replace(Secrets.CANARY, "")), true);
        } catch (DecodeException | ClassCastException | NullPointerException noObject) {
            // Not what the hub could have sent.
        }
    }
}

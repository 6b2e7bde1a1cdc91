package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketRig;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may read gateways reads no credential, in whatever form they ask. */
@Timeout(60)
final class S11CredentialsShownTest {
    private static final List<String> FORMS = List.of(
            "application/json",
            "application/yaml",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
            "*/*");

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static final List<String> canaries = new ArrayList<>();

    @BeforeAll
    static void plant() {
        plant("tokened", gateway.tokenSecret(), "token");
        plant("certified", gateway.rig().member().certificateSecret(PocketRig.NAMESPACE), "tls.key");
        ObjectNode broken = gateway.tokenSecret();
        PocketGateway.put(broken, "endpoint", "nowhere");
        plant("broken", broken, "token");
        gateway.rules().grant("alice", List.of("get", "list", "watch"), List.of("clustergateways", "virtualclusters"));
    }

    private static void plant(String name, ObjectNode secret, String key) {
        secret.withObject("/metadata").put("name", name);
        canaries.add(secret.at("/data/" + key).asText());
        PocketGateway.text(secret, key)
                .lines()
                .filter(line -> line.length() > 30 && !line.startsWith("-----"))
                .forEach(canaries::add);
        gateway.join(name, PocketRig.withAppliedCopy(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clustergateways", "virtualclusters"})
    void noCredentialIsInAnyForm(String resource) {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            for (String path :
                    List.of("", "/tokened", "/certified", "/broken", "?watch=true&timeoutSeconds=1", "?limit=1")) {
                for (String form : FORMS) {
                    PocketClient.Answer answer = alice.get(PocketRig.RESOURCES + "/" + resource + path, "Accept", form);
                    String shown = answer.headers() + answer.body();
                    assertThat(answer.status()).as(path + form + shown).isIn(200, 406);
                    assertThat(canaries).hasSizeGreaterThan(5).noneMatch(shown::contains);
                    assertThat(shown).doesNotContain("last-applied", "managedFields", "PRIVATE KEY");
                }
            }
            assertThat(alice.get(PocketRig.RESOURCES + "/clustergateways/tokened")
                            .body())
                    .contains("\"type\":\"ServiceAccountToken\"");
        }
    }
}

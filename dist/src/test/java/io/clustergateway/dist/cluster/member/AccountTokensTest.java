package io.clustergateway.dist.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted at a member, told by an annotation at the hub that anybody may have written. */
final class AccountTokensTest {
    private static final String SECRETS = "/api/v1/namespaces/cluster-gateway/secrets";

    private final List<String> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AccountTokens tokens = new AccountTokens(
            (method, path, type, body) -> {
                asked.add(method + " " + path);
                return new JsonObject();
            },
            new AccountObjects("alpha", "cluster-gateway"),
            told::add);

    @Test
    void endsATokenOfTheAccount() {
        tokens.revoke("cluster-gateway-alpha-token-4x1kd");
        assertThat(asked).containsExactly("DELETE " + SECRETS + "/cluster-gateway-alpha-token-4x1kd");
    }

    /** An empty name would make it the path of all Secrets there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "etcd-certs",
                "cluster-gateway-alpha-token-",
                "cluster-gateway-beta-token-4x1kd",
                "cluster-gateway-alpha-token-/../../default/secrets/x",
                "cluster-gateway-alpha-token-x?propagationPolicy=Orphan"
            })
    void deletesNothingElse(String boundTo) {
        tokens.revoke(boundTo);
        assertThat(asked).isEmpty();
        assertThat(told).hasSize(boundTo.isEmpty() ? 0 : 1);
    }
}

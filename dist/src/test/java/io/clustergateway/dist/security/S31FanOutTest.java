package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.dist.PocketRig;
import io.clustergateway.testkit.pocket.AccessRules.Grant;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway asks nobody at several members at once. Lists are Kubernetes': whoever may read some by name lists none, and
 * nothing tells them which others there are.
 */
@Timeout(60)
final class S31FanOutTest {
    private static final List<String> READS = List.of("get", "list", "watch");

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @BeforeAll
    static void threeMembersOfWhichOneIsAlices() {
        for (String name : List.of("one", "two", "three")) {
            gateway.join(name, gateway.tokenSecret());
        }
        gateway.rules().revokeAll("alice");
        gateway.rules()
                .grant(new Grant(
                        "alice", READS, List.of("clustergateways", "virtualclusters"), List.of("one"), List.of()));
        gateway.rules()
                .grant(new Grant(
                        "alice",
                        List.of("*"),
                        List.of("clustergateways/proxy", "clustergateways/health"),
                        List.of("one"),
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clustergateways", "virtualclusters"})
    void aListShowsTheOneByNameAndNoneWithoutIt(String resource) {
        String path = PocketRig.RESOURCES + "/" + resource;
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            for (String query : List.of(
                    "", "?limit=1", "?watch=true", "?fieldSelector=metadata.name%21%3Done", "?labelSelector=a")) {
                Answer answer = alice.get(path + query);
                assertThat(answer.status()).as(query).isEqualTo(403);
                assertThat(answer.body()).doesNotContain("\"one\"", "two", "three");
            }
            Answer one = alice.get(path + "?fieldSelector=metadata.name%3Done");
            assertThat(one.status()).as(one.body()).isEqualTo(200);
            assertThat(one.body()).contains("\"one\"").doesNotContain("two", "three", "\"member\"");
            assertThat(alice.get(path + "?fieldSelector=metadata.name%3Dtwo").status())
                    .isEqualTo(403);
            assertThat(alice.get(path + "/one").status()).isEqualTo(200);
        }
    }

    /** What is reviewed and what is read must be the same query. */
    @ParameterizedTest
    @ValueSource(strings = {"clustergateways", "virtualclusters"})
    void aQueryThatIsReadInTwoWaysShowsNoOther(String resource) {
        String one = "fieldSelector=metadata.name%3Done";
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            for (String query : List.of(
                    "=fieldSelector=metadata.name%21%3Done&" + one,
                    "=fieldSelector=&" + one,
                    "%zz&" + one,
                    "a=1;" + one + "&" + one,
                    "a&".repeat(2000) + one,
                    "a&".repeat(20_000) + one)) {
                assertThat(alice.get(PocketRig.RESOURCES + "/" + resource + "?" + query)
                                .body())
                        .as(query)
                        .doesNotContain("\"two\"", "\"three\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/clustergateways/%s",
                "/virtualclusters/%s",
                "/clustergateways/%s/health",
                "/clustergateways/%s/proxy/api"
            })
    void aRefusalIsTheSameForANameThatThereIsAndOneThatThereIsNot(String path) {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            Answer there = alice.get(PocketRig.RESOURCES + path.formatted("two"));
            Answer nowhere = alice.get(PocketRig.RESOURCES + path.formatted("nil"));
            assertThat(there.status()).isEqualTo(403);
            assertThat(nowhere.status()).isEqualTo(403);
            assertThat(there.body().replace("two", "nil")).isEqualTo(nowhere.body());
            assertThat(names(there)).isEqualTo(names(nowhere));
        }
        assertThat(gateway.seen()).isEmpty();
    }

    private static Set<String> names(Answer answer) {
        return answer.headers().names();
    }
}

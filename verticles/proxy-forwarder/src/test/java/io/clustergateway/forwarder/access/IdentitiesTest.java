package io.clustergateway.forwarder.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.RequestVariable;
import io.clustergateway.kernel.contract.Trust;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdentitiesTest {
    private static final Attributes GET_PODS = resource("get", "team-a");
    private static final Attributes LIST_PODS = resource("list", "team-a");
    private static final Attributes GET_ELSEWHERE = resource("get", "team-b");

    private final Deque<Promise<IdentityAnswer>> asked = new ArrayDeque<>();
    private final Identities identities = new Identities(
            question -> {
                Promise<IdentityAnswer> answer = Promise.promise();
                asked.add(answer);
                return answer.future();
            },
            () -> 0);

    @Test
    void usesAnAnswerForEveryRequestWhenItDependsOnNone() {
        ask("alice", "1", GET_PODS);
        answer(Set.of());
        assertThat(ask("alice", "1", LIST_PODS).succeeded()).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void asksAgainForARequestThatDiffersInWhatItDependsOn() {
        ask("alice", "1", GET_PODS);
        answer(Set.of(RequestVariable.VERB));
        assertThat(ask("alice", "1", GET_ELSEWHERE).succeeded()).isTrue();
        assertThat(ask("alice", "1", LIST_PODS).isComplete()).isFalse();
        assertThat(asked).hasSize(1);
    }

    @Test
    void keepsNothingThatDependsOnThePath() {
        ask("alice", "1", GET_PODS);
        answer(Set.of(RequestVariable.PATH));
        ask("alice", "1", GET_PODS);
        assertThat(asked).hasSize(1);
    }

    @Test
    void tellsCallersAndVersionsOfAMemberApart() {
        ask("alice", "1", GET_PODS);
        answer(Set.of());
        assertThat(ask("bob", "1", GET_PODS).isComplete()).isFalse();
        assertThat(ask("alice", "2", GET_PODS).isComplete()).isFalse();
    }

    @Test
    void forgetsEverythingWhenOtherRulesAreInForce() {
        ask("alice", "1", GET_PODS);
        answer(Set.of());
        identities.clear();
        assertThat(ask("alice", "1", GET_PODS).isComplete()).isFalse();
    }

    @Test
    void keepsNoAnswerOfRulesThatWereReplacedMeanwhile() {
        Future<IdentityAnswer> underWay = ask("alice", "1", GET_PODS);
        identities.clear();
        answer(Set.of());
        assertThat(underWay.succeeded()).isTrue();
        assertThat(ask("alice", "1", GET_PODS).isComplete()).isFalse();
    }

    private Future<IdentityAnswer> ask(String user, String version, Attributes request) {
        Caller caller = new Caller(user, Optional.empty(), List.of(), Map.of());
        return identities.exchange(new IdentityQuestion(caller, member(version), request, "/any", false));
    }

    private void answer(Set<RequestVariable> dependsOn) {
        asked.remove().complete(new IdentityAnswer(new Impersonation.AsCredential(), "", "", dependsOn, 1));
    }

    private static Attributes resource(String verb, String namespace) {
        return new Attributes.Resource(verb, "", "v1", "pods", "", namespace, "", "", "");
    }

    private static Cluster member(String version) {
        return new Cluster(
                "member",
                "uid",
                version,
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", 6443, ""),
                new Trust.SystemRoots(),
                new Credential.BearerToken("t"),
                Optional.empty(),
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "k");
    }
}

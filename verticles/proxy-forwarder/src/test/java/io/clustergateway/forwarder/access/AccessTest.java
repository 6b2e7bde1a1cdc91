package io.clustergateway.forwarder.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.kernel.contract.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AccessTest {
    private static final Caller ALICE = new Caller("alice", Optional.empty(), List.of(), Map.of());
    private static final Failure SILENT = Failure.timeout("hub authorization did not answer", Hop.HUB_AUTHORIZATION);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Deque<Promise<AccessAnswer>> asked = new ArrayDeque<>();
    private long now = Long.MAX_VALUE - SECOND;

    @Test
    void asksAgainOnlyWhenTheAnswerHasEnded() {
        Access access = access(Duration.ZERO);
        Future<Caller> first = access.allowed(question("t", "m1"));
        asked.remove().complete(allow(10));
        assertThat(first.result()).isEqualTo(ALICE);
        now += 9 * SECOND;
        assertThat(access.allowed(question("t", "m1")).result()).isEqualTo(ALICE);
        assertThat(asked).isEmpty();
        now += SECOND;
        access.allowed(question("t", "m1"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void keepsRefusals() {
        Access access = access(Duration.ZERO);
        access.allowed(question("t", "m1"));
        Failure no = Failure.forbidden("no", Hop.HUB_AUTHORIZATION);
        asked.remove().complete(new AccessAnswer(ALICE, Optional.of(no), now + 10 * SECOND));
        assertThat(access.allowed(question("t", "m1")).cause()).isSameAs(no);
        assertThat(asked).isEmpty();
    }

    @Test
    void keepsNoFailure() {
        Access access = access(Duration.ZERO);
        access.allowed(question("t", "m1"));
        asked.remove().fail(Failure.unauthorized("who?"));
        access.allowed(question("t", "m1"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void tellsCallersAndWishesApart() {
        Access access = access(Duration.ZERO);
        access.allowed(question("t", "m1"));
        access.allowed(question("u", "m1"));
        access.allowed(question("t", "m2"));
        access.allowed(new AccessQuestion(
                new Credentials(ClientChain.NONE, "t", List.of(new Credentials.Header("x-remote-user", "bob"))),
                wish("m1")));
        access.allowed(
                new AccessQuestion(new Credentials(new ClientChain("ab", List.of()), "t", List.of()), wish("m1")));
        assertThat(asked).hasSize(5);
    }

    @Test
    void asksEqualQuestionsOnce() {
        Access access = access(Duration.ZERO);
        Future<Caller> first = access.allowed(question("t", "m1"));
        Future<Caller> second = access.allowed(question("t", "m1"));
        assertThat(asked).hasSize(1);
        asked.remove().complete(allow(10));
        assertThat(first.result()).isEqualTo(second.result()).isEqualTo(ALICE);
    }

    @Test
    void neverUsesAnAllowPastItsEndUnlessToldTo() {
        Access access = access(Duration.ZERO);
        access.allowed(question("t", "m1"));
        asked.remove().complete(allow(10));
        now += 11 * SECOND;
        Future<Caller> late = access.allowed(question("t", "m1"));
        asked.remove().fail(SILENT);
        assertThat(late.cause()).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(503);
            assertThat(failure.hop()).isEqualTo(Hop.HUB_AUTHORIZATION);
            assertThat(failure.retryAfterSeconds()).hasValue(1);
        });
    }

    @Test
    void usesAnAllowLongerWhileTheHubIsSilent() {
        Access access = access(Duration.ofSeconds(60));
        access.allowed(question("t", "m1"));
        asked.remove().complete(allow(10));
        now += 11 * SECOND;
        Future<Caller> late = access.allowed(question("t", "m1"));
        asked.remove().fail(SILENT);
        assertThat(late.result()).isEqualTo(ALICE);
        assertThat(access.allowed(question("t", "m1")).result()).isEqualTo(ALICE);
        assertThat(asked).as("not asked again within a second").isEmpty();
        now += 60 * SECOND;
        Future<Caller> tooLate = access.allowed(question("t", "m1"));
        asked.remove().fail(SILENT);
        assertThat(tooLate.failed()).isTrue();
    }

    @Test
    void neverUsesAStaleRefusalOrAnAllowTheHubTookBack() {
        Access access = access(Duration.ofSeconds(60));
        access.allowed(question("t", "m1"));
        asked.remove().complete(allow(1));
        now += 2 * SECOND;
        access.allowed(question("t", "m1"));
        asked.remove().fail(Failure.unauthorized("gone"));
        Future<Caller> after = access.allowed(question("t", "m1"));
        asked.remove().fail(SILENT);
        assertThat(after.failed()).isTrue();
    }

    @Test
    void forgetsEverythingWhenOtherHeadersCarryIdentities() {
        Access access = access(Duration.ZERO);
        access.allowed(question("t", "m1"));
        Promise<AccessAnswer> askedBefore = asked.remove();
        access.clear();
        askedBefore.complete(allow(10));
        access.allowed(question("t", "m1"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void keepsNoTokenInItsKeys() {
        assertThat(AccessKey.of(question("canary-token", "m1")).toString()).doesNotContain("canary-token");
    }

    /** Verbs come of methods, which may be as long as a request line. */
    @Test
    void keepsNoAnswerToALongQuestion() {
        Access access = access(Duration.ZERO);
        String text = "x".repeat(20_000);
        List<Attributes> wishes = List.of(
                new Attributes.NonResource(text, "/debug/flags/v"),
                Attributes.Resource.clusterScoped(text, "g", "v", "pods", "", "n"),
                Attributes.Resource.clusterScoped("get", "g", text, "pods", "", "n"));
        for (Attributes wish : wishes) {
            for (int i = 0; i < 2; i++) {
                access.allowed(new AccessQuestion(new Credentials(ClientChain.NONE, "t", List.of()), List.of(wish)));
                asked.remove().complete(allow(10));
            }
        }
    }

    private Access access(Duration staleAllow) {
        return new Access(
                question -> {
                    Promise<AccessAnswer> promise = Promise.promise();
                    asked.add(promise);
                    return promise.future();
                },
                () -> now,
                staleAllow);
    }

    private AccessAnswer allow(int seconds) {
        return new AccessAnswer(ALICE, Optional.empty(), now + seconds * SECOND);
    }

    private static AccessQuestion question(String token, String member) {
        return new AccessQuestion(new Credentials(ClientChain.NONE, token, List.of()), wish(member));
    }

    private static List<Attributes> wish(String member) {
        return List.of(Attributes.Resource.clusterScoped("get", "g", "v", "clustergateways", "proxy", member));
    }
}

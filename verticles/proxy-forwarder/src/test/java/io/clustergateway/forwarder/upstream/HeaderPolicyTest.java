package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.forwarder.upstream.ImpersonationHeaders.Line;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Impersonation;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderPolicyTest {
    private static final CredentialHeaders CONFIGURED =
            new CredentialHeaders(List.of("X-My-User"), List.of(), List.of("X-My-Group"), List.of("X-My-Extra-"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "Proxy-Foo",
                "Cookie",
                "X-Remote-User",
                "x_remote_group",
                "X-Remote-Anything",
                "X-My-User",
                "X-My-Extra-scope",
                "Impersonate-User",
                "IMPERSONATE_USER",
                "Impersonate-Foo",
                "X-Forwarded-For",
                "Forwarded",
                "Expect",
                "Host",
                "TE",
                "Upgrade",
                "Keep-Alive",
                "Http2-Settings"
            })
    void leavesOutWhatIsNotForTheMember(String name) {
        MultiMap received = MultiMap.caseInsensitiveMultiMap().add(name, "canary");
        assertThat(outgoing(received, new Impersonation.AsCredential()).entries())
                .noneMatch(header -> header.getValue().contains("canary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "Content-Type", "Kubectl-Command", "traceparent", "X-Stream-Protocol-Version"})
    void keepsWhatIs(String name) {
        MultiMap received = MultiMap.caseInsensitiveMultiMap().add(name, "a").add(name, "b");
        assertThat(outgoing(received, new Impersonation.AsCredential()).getAll(name))
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Impersonate-User",
                " impersonate-user",
                "\tIMPERSONATE-USER , Authorization",
                "close,,Impersonate-Group"
            })
    void connectionNamesCannotTakeTheIdentityAway(String connection) {
        MultiMap received = MultiMap.caseInsensitiveMultiMap()
                .add("Connection", connection)
                .add("connection", "X-Named")
                .add("X-Named", "canary");
        MultiMap out = outgoing(received, new Impersonation.As(Front.ALICE));
        assertThat(out.getAll("impersonate-user")).containsExactly("alice");
        assertThat(out.getAll("impersonate-group")).containsExactly("team-a", "team-b");
        assertThat(out.getAll("authorization")).containsExactly("Bearer t");
        assertThat(out.contains("x-named")).isFalse();
    }

    @Test
    void takesTheTokenOutOfTheSubprotocols() {
        MultiMap received = MultiMap.caseInsensitiveMultiMap()
                .add("Sec-WebSocket-Protocol", "v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.canary");
        assertThat(outgoing(received, new Impersonation.AsCredential()).get("sec-websocket-protocol"))
                .isEqualTo("v5.channel.k8s.io");
    }

    @Test
    void namesItselfOnlyWhereTheClientDoesNot() {
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        assertThat(outgoing(none, new Impersonation.AsCredential()).get("user-agent"))
                .isEqualTo("gateway");
        MultiMap kubectl = MultiMap.caseInsensitiveMultiMap().add("User-Agent", "kubectl");
        assertThat(outgoing(kubectl, new Impersonation.AsCredential()).get("user-agent"))
                .isEqualTo("kubectl");
    }

    @Test
    void refusesAValueThatWouldSplitTheRequest() {
        MultiMap received = MultiMap.caseInsensitiveMultiMap().add("Accept", "a\r\nImpersonate-User: root");
        assertThatThrownBy(() -> outgoing(received, new Impersonation.As(Front.ALICE)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(400));
    }

    @Test
    void sendsNothingWhenTheIdentityIsNotExact() {
        MultiMap out = MultiMap.caseInsensitiveMultiMap()
                .add("Impersonate-User", "alice")
                .add("impersonate-user", "root");
        assertThatThrownBy(() ->
                        HeaderPolicy.verify(out, List.of(new Line("impersonate-user", "alice")), Optional.empty()))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\r\nImpersonate-Group: system:masters", "a\u0000", " admin", "admin\t", "a\u007f", "a\ud800"})
    void refusesAnIdentityThatWouldChangeOnTheWay(String user) {
        Caller caller = new Caller(user, Optional.empty(), List.of(), Map.of());
        assertThatThrownBy(() -> ImpersonationHeaders.of(new Impersonation.As(caller)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\ud800", "\udc00b"})
    void refusesAnExtraKeyThatWouldChangeOnTheWay(String key) {
        Caller caller = new Caller("alice", Optional.empty(), List.of(), Map.of(key, List.of("v")));
        assertThatThrownBy(() -> ImpersonationHeaders.of(new Impersonation.As(caller)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(strings = {"José", "日本", "a b"})
    void sendsAnIdentityAsTheUtf8BytesThatTheMemberReads(String user) {
        Caller caller = new Caller(user, Optional.empty(), List.of(), Map.of());
        String value =
                ImpersonationHeaders.of(new Impersonation.As(caller)).get(0).value();
        assertThat(new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .isEqualTo(user);
    }

    @Test
    void escapesExtraKeysSoThatTheServerReadsThemBack() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            String key = random.ints(1 + random.nextInt(12), 0x20, 0x250)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Caller caller = new Caller("u", Optional.of("id"), List.of(), Map.of(key, List.of("v", "w")));
            List<Line> lines = ImpersonationHeaders.of(new Impersonation.As(caller));
            String name = lines.get(2).name().substring("impersonate-extra-".length());
            String asServer = name.toLowerCase(Locale.ROOT).replace("+", "%2B");
            assertThat(URLDecoder.decode(asServer, StandardCharsets.UTF_8)).isEqualTo(key);
            assertThat(lines).hasSize(4);
        }
    }

    private static MultiMap outgoing(MultiMap received, Impersonation impersonation) {
        Admitted admitted = new Admitted(Front.cluster(6443), impersonation, "/", "audit", CONFIGURED);
        return new HeaderPolicy("gateway").outgoing(received, admitted, Optional.of("Bearer t"));
    }
}

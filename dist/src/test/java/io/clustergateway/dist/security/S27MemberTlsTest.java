package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A member without a CA is verified by the system's roots; only an operator's flag leaves it unverified, and that shows. */
@Timeout(60)
final class S27MemberTlsTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @RegisterExtension
    static final PocketGateway lenient = PocketGateway.with(Map.of("registry.allowInsecureMembers", true));

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = new RawMember(request -> RawMember.ok("{}"));
    }

    @AfterAll
    static void stop() {
        member.close();
    }

    @Test
    void withoutACaASelfSignedMemberIsRefused() {
        ObjectNode secret = secret(gateway);
        secret.withObject("/data").remove("ca.crt");
        gateway.join("no-ca", secret);
        isRefused("no-ca");
    }

    @Test
    void anotherCaAndAnotherNameAreRefused() {
        ObjectNode otherCa = secret(gateway);
        PocketGateway.put(otherCa, "ca.crt", gateway.rig().servingAuthority().certificatePem());
        gateway.join("other-ca", otherCa);
        isRefused("other-ca");
        ObjectNode otherName = secret(gateway);
        PocketGateway.put(otherName, "tls-server-name", "member.example");
        gateway.join("other-name", otherName);
        isRefused("other-name");
    }

    @Test
    void leftUnverifiedByFlagItIsCountedAndWarnedOf() {
        ObjectNode secret = secret(lenient);
        secret.withObject("/data").remove("ca.crt");
        lenient.join("no-ca", secret);
        assertThat(lenient.admin().get(proxy("no-ca") + "/version").status()).isEqualTo(200);
        assertThat(lenient.management("/metrics")).contains("cluster_gateway_insecure_members 1.0");
        assertThat(lenient.management("/readyz?verbose")).contains("no-ca");
    }

    private static ObjectNode secret(PocketGateway gateway) {
        ObjectNode secret = gateway.tokenSecret();
        PocketGateway.put(secret, "endpoint", member.url());
        PocketGateway.put(secret, "ca.crt", member.authority().certificatePem());
        return secret;
    }

    private static void isRefused(String name) {
        member.forget();
        Answer answer = gateway.admin().get(proxy(name) + "/version");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.hop()).isEqualTo("member");
        assertThat(answer.json().getString("message")).contains("certificate");
        assertThat(gateway.admin()
                        .get(proxy(name) + "/version", "Connection", "Upgrade", "Upgrade", "websocket")
                        .status())
                .isEqualTo(502);
        assertThat(member.requests()).isEmpty();
    }
}

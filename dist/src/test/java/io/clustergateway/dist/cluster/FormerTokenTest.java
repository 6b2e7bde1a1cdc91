package io.clustergateway.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.dist.cluster.member.AccountTokens;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the token that another has replaced is ended, and what is said when it is not. */
final class FormerTokenTest {
    private static final Accounts ACCOUNT = new Accounts("ns", "alpha", "cluster-gateway-alpha-token-old");
    private static final String MEND = "kubectl -n ns delete secret cluster-gateway-alpha-token-old";

    private final List<String> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private int code;

    @Test
    void endsWhenGatewaysShowTheNewOne() {
        former(true).end("alpha");
        assertThat(asked).containsExactly("DELETE /api/v1/namespaces/ns/secrets/cluster-gateway-alpha-token-old");
    }

    @Test
    void holdsOnWhileNoGatewayShowsTheNewOneForRequestsGoByTheOldOne() {
        FormerToken former = former(false);
        assertThatThrownBy(() -> former.end("alpha"))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("still holds")
                .hasMessageContaining(MEND);
        assertThat(asked).isEmpty();
    }

    @Test
    void isNotForgottenWhenTheMemberDoesNotEndIt() {
        code = 403;
        FormerToken former = former(true);
        assertThatThrownBy(() -> former.end("alpha")).isInstanceOf(ServerFault.class);
        assertThat(told).last().asString().contains("still holds", MEND);
    }

    @Test
    void thereMayBeNone() {
        new FormerToken(name -> false, tokens(), new Accounts("ns", "alpha", ""), told::add).end("alpha");
        assertThat(asked).isEmpty();
        assertThat(told).isEmpty();
    }

    private FormerToken former(boolean shown) {
        return new FormerToken(name -> shown, tokens(), ACCOUNT, told::add);
    }

    private AccountTokens tokens() {
        return new AccountTokens(
                (method, path, type, body) -> {
                    asked.add(method + " " + path);
                    if (code != 0) {
                        throw ServerFault.of("the member", code, "Forbidden", "no");
                    }
                    return new JsonObject();
                },
                ACCOUNT.objects(),
                told::add);
    }
}

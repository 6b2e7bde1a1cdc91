package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IdentityPassingTest {
    private static final Identity ROBOT = new Identity(
            "system:serviceaccount:ns:robot",
            Optional.of("4254f29b"),
            List.of("system:serviceaccounts", "system:authenticated"),
            Map.of(
                    "authentication.kubernetes.io/credential-id",
                    List.of("JTI=1"),
                    "example.com/team",
                    List.of("a", "b")));

    @Test
    void keepsUserAndGroupsInOrder() {
        Identity there = IdentityPassing.atMember(ROBOT);
        assertThat(there.user()).isEqualTo("system:serviceaccount:ns:robot");
        assertThat(there.groups()).containsExactly("system:serviceaccounts", "system:authenticated");
    }

    @Test
    void dropsTheHubsUid() {
        assertThat(IdentityPassing.atMember(ROBOT).uid()).isEmpty();
    }

    @Test
    void dropsExtrasThatDescribeTheHubsTokens() {
        assertThat(IdentityPassing.atMember(ROBOT).extra())
                .containsOnly(Map.entry("example.com/team", List.of("a", "b")));
    }

    @Test
    void refusesAnIdentityWithoutAUser() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity("", Optional.empty(), List.of("g"), Map.of()))
                .withMessageContaining("user: empty");
    }
}

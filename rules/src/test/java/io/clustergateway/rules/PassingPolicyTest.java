package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PassingPolicyTest {
    private static final Identity ROBOT = new Identity(
            "system:serviceaccount:ns:robot",
            Optional.of("4254f29b"),
            List.of("system:serviceaccounts", "system:masters", "system:authenticated"),
            Map.of(
                    "authentication.kubernetes.io/credential-id",
                    List.of("JTI=1"),
                    "authentication.kubernetes.io/pod-name",
                    List.of("web-0"),
                    "example.com/team",
                    List.of("a", "b")));

    private static PassingPolicy policy(boolean dropSystemGroups, String prefix, String... forwardExtra) {
        return new PassingPolicy(dropSystemGroups, prefix, false, List.of(forwardExtra));
    }

    @Test
    void keepsUserAndGroupsInOrder() {
        Identity there = PassingPolicy.DEFAULT.carry(ROBOT);
        assertThat(there.user()).isEqualTo("system:serviceaccount:ns:robot");
        assertThat(there.groups()).containsExactly("system:serviceaccounts", "system:masters", "system:authenticated");
    }

    @Test
    void dropsTheHubsUidUnlessItIsToGoAlong() {
        assertThat(PassingPolicy.DEFAULT.carry(ROBOT).uid()).isEmpty();
        assertThat(new PassingPolicy(false, "", true, List.of()).carry(ROBOT).uid())
                .contains("4254f29b");
    }

    @Test
    void dropsExtrasThatDescribeTheHubsTokens() {
        assertThat(PassingPolicy.DEFAULT.carry(ROBOT).extra())
                .containsOnly(Map.entry("example.com/team", List.of("a", "b")));
    }

    @Test
    void forwardsExtrasOfTheHubsTokensOnlyWhenTheyAreMeant() {
        assertThat(policy(false, "", "auth*", "authentication.kubernetes.io/pod-name")
                        .carry(ROBOT)
                        .extra())
                .containsOnlyKeys("authentication.kubernetes.io/pod-name");
        assertThat(policy(false, "", "authentication.kubernetes.io/*")
                        .carry(ROBOT)
                        .extra())
                .containsOnlyKeys(
                        "authentication.kubernetes.io/credential-id", "authentication.kubernetes.io/pod-name");
        assertThat(policy(false, "", "example.com/*").carry(ROBOT).extra()).containsOnlyKeys("example.com/team");
        assertThat(policy(false, "", "example.com/tea").carry(ROBOT).extra()).isEmpty();
        assertThat(policy(false, "").carry(ROBOT).extra()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"system:masters", "system:nodes", "system:kube-proxy", "system:kube-controller-manager"})
    void dropsSystemGroups(String group) {
        Identity caller = new Identity("a", Optional.empty(), List.of("x", group, "y"), Map.of());
        assertThat(policy(true, "").carry(caller).groups()).containsExactly("x", "y");
        assertThat(policy(true, "").finish(caller, caller).groups()).containsExactly("x", "y");
        assertThat(PassingPolicy.isSystemGroup(group)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system:authenticated",
                "system:unauthenticated",
                "system:serviceaccounts",
                "system:nodes2",
                "System:masters",
                "masters"
            })
    void keepsOtherGroups(String group) {
        Identity caller = new Identity("a", Optional.empty(), List.of(group), Map.of());
        assertThat(policy(true, "").carry(caller).groups()).containsExactly(group);
        assertThat(PassingPolicy.isSystemGroup(group)).isFalse();
    }

    @Test
    void putsThePrefixBeforeUserAndGroupsButNotBeforeWhatEveryClusterSaysOfEverybody() {
        Identity caller = new Identity(
                "alice", Optional.empty(), List.of("dev", "system:authenticated", "system:unauthenticated"), Map.of());
        Identity there = policy(false, "hub:").carry(caller);
        assertThat(there.user()).isEqualTo("hub:alice");
        assertThat(there.groups()).containsExactly("hub:dev", "system:authenticated", "system:unauthenticated");
    }

    @Test
    void aPrefixMakesNoSystemGroup() {
        Identity caller = new Identity("alice", Optional.empty(), List.of("masters", "dev"), Map.of());
        assertThat(policy(true, "system:").carry(caller).groups()).containsExactly("system:dev");
    }

    @Test
    void anonymousCallersStayUnauthenticatedUnderAnotherName() {
        Identity anonymous = new Identity("system:anonymous", Optional.empty(), List.of(), Map.of());
        assertThat(policy(true, "hub:").carry(anonymous).groups()).containsExactly("system:unauthenticated");
        Identity bob = new Identity("bob", Optional.empty(), List.of("dev"), Map.of());
        assertThat(PassingPolicy.DEFAULT.finish(anonymous, bob).groups())
                .containsExactly("dev", "system:unauthenticated");
    }
}

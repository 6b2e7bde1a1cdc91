package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities that expressions compute: what they are, and when they are none (SECURITY.md S7, S29). */
final class ComputedIdentityTest {
    private static RulesInForce mapping(String target) {
        return mapping("", target);
    }

    private static RulesInForce mapping(String spec, String target) {
        return new RulesInForce(
                java.util.Optional.empty(),
                Texts.set(
                        Scope.GLOBAL,
                        Texts.document(
                                spec,
                                "- {name: map, source: {}, type: StaticMappingIdentityExchanger, target: %s}"
                                        .formatted(target))));
    }

    @Test
    void everyPartMayBeComputed() {
        RulesInForce rules = mapping("""
                {userExpression: '"eu:" + request.user', groupsExpression: 'request.groups.filter(g, g.startsWith("t-"))', \
                uidExpression: '"id-" + request.uid', extraExpression: '{"From": [cluster.name, request.verb]}'}""");
        assertThat(Asking.by("bob", "t-1", "x", "t-2").uid("7").of(rules))
                .isEqualTo("eu:bob[t-1, t-2]#id-7{from=[alpha, get]}");
    }

    @Test
    void literalAndComputedPartsGoTogether() {
        RulesInForce rules = mapping("{user: reader, groupsExpression: '[]', uid: id, extraExpression: '{}'}");
        assertThat(Asking.by("bob", "x").of(rules)).isEqualTo("reader#id");
    }

    @Test
    void anEmptyComputedUidIsNone() {
        assertThat(Asking.by("bob").of(mapping("{user: x, uidExpression: request.uid}")))
                .isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{userExpression: request.uid}",
                "{userExpression: 'request.user + \"\\r\\nImpersonate-Group: system:masters\"'}",
                "{userExpression: 'request.user + \"\\u0000\"'}",
                "{user: x, groupsExpression: '[\"a\\nb\"]'}",
                "{user: x, groupsExpression: '[\"\"]'}",
                "{user: x, uidExpression: '\"\\u007f\"'}",
                "{user: x, extraExpression: '{\"k\": [\"\\t\"]}'}",
                "{user: x, extraExpression: '{\"k\\n\": [\"v\"]}'}",
                "{user: x, extraExpression: '{\"\": [\"v\"]}'}",
                "{user: x, extraExpression: '{\"K\": [\"v\"], \"k\": [\"w\"]}'}",
            })
    void whatCannotBeHeadersIsRefused(String target) {
        assertThat(Asking.by("bob").of(mapping(target))).isEqualTo("refused IdentityInvalid");
    }

    @Test
    void aCallersOwnIdentityWithControlCharactersIsRefused() {
        RulesInForce none = Texts.inForce("");
        assertThat(Asking.by("a\r\nImpersonate-Group: system:masters").of(none)).isEqualTo("refused IdentityInvalid");
        assertThat(Asking.by("a", "g\nh").of(none)).isEqualTo("refused IdentityInvalid");
        assertThat(Asking.by("a").extra("k", "\0").of(none)).isEqualTo("refused IdentityInvalid");
        assertThat(Asking.by("a").extra("k", "").of(none)).isEqualTo("a{k=[]}");
    }

    @Test
    void tooManyGroupsOrExtrasAreRefused() {
        String[] many = IntStream.rangeClosed(0, Limits.DEFAULT.identitySize())
                .mapToObj(number -> "g" + number)
                .toArray(String[]::new);
        assertThat(Asking.by("bob", many).of(mapping("{user: x, groupsExpression: request.groups}")))
                .isEqualTo("refused IdentityInvalid");
        assertThat(Asking.by("bob", many).of(mapping("{user: x, extraExpression: '{\"k\": request.groups}'}")))
                .isEqualTo("refused IdentityInvalid");
    }

    @Test
    void tooLongNamesAreRefused() {
        String half = "n".repeat(Limits.DEFAULT.nameSize() / 2);
        RulesInForce doubled = mapping("{userExpression: request.user + request.user}");
        assertThat(Asking.by(half).of(doubled)).isEqualTo(half + half);
        assertThat(Asking.by(half + "n").of(doubled)).isEqualTo("refused IdentityInvalid");
    }

    @Test
    void computedGroupsMayReplayNoSystemGroupsWhereThePolicyDropsThem() {
        RulesInForce rules =
                mapping("impersonation: {dropSystemGroups: true}", "{user: x, groupsExpression: request.groups}");
        assertThat(Asking.by("bob", "system:masters", "system:nodes", "system:kube-proxy", "system:authenticated")
                        .of(rules))
                .isEqualTo("x[system:authenticated]");
    }

    @Test
    void nobodyWhoIsUnauthenticatedBecomesAuthenticatedByLosingThatGroup() {
        RulesInForce rules =
                mapping("{userExpression: request.user, groupsExpression: 'request.groups.filter(g, false)'}");
        assertThat(Asking.by("system:anonymous", "system:unauthenticated").of(rules))
                .isEqualTo("system:anonymous[system:unauthenticated]");
        assertThat(Asking.by("bob", "system:authenticated").of(rules)).isEqualTo("bob");
    }

    @Test
    void literalListsAreAsLongAsTheyAreWritten() {
        String groups =
                IntStream.range(0, 2_000).mapToObj(number -> "g" + number).collect(Collectors.joining(", "));
        RulesInForce rules = mapping("{user: x, groups: [%s]}".formatted(groups));
        Decision.As as = (Decision.As) rules.decide(Asking.by("bob").question());
        assertThat(as.identity().groups()).hasSize(2_000);
    }
}

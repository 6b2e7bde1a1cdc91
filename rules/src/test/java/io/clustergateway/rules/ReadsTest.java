package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule set says it reads is what may change a decision, so answers may be remembered by it. */
final class ReadsTest {
    private static Set<RequestField> readsOf(String when) {
        return Texts.inForce("- {name: a, when: '%s', type: PrivilegedIdentityExchanger}".formatted(when))
                .reads();
    }

    @ParameterizedTest
    @CsvSource({
        "verb, VERB",
        "apiGroup, API_GROUP",
        "resource, RESOURCE",
        "subresource, SUBRESOURCE",
        "namespace, NAMESPACE",
        "name, NAME",
        "path, PATH"
    })
    void everyFieldThatIsSelectedIsRead(String name, RequestField field) {
        assertThat(readsOf("request.%s == \"x\"".formatted(name))).containsExactly(field);
        assertThat(readsOf("has(request.%s) || request.groups.exists(g, request.%s == g)".formatted(name, name)))
                .containsExactly(field);
    }

    @Test
    void callerAndMemberAreNoFieldsOfTheRequest() {
        assertThat(readsOf("request.user == \"a\" && \"g\" in request.groups && request.extra == {} "
                        + "&& request.uid == cluster.name && cluster.labels == {}"))
                .isEmpty();
        assertThat(Texts.inForce("- {name: a, source: {userPattern: x, group: y}, type: PrivilegedIdentityExchanger}")
                        .reads())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request == request",
                "dyn(request).verb == \"get\"",
                "dyn(request)[\"ve\" + \"rb\"] == \"get\"",
                "[request].size() == 1",
                "[1].exists(x, [request] != [])"
            })
    void theRequestAsAWholeReadsEverything(String when) {
        assertThat(readsOf(when)).isEqualTo(EnumSet.allOf(RequestField.class));
    }

    @Test
    void targetsReadToo() {
        RulesInForce rules = Texts.inForce("""
                - name: a
                  source: {user: a}
                  type: StaticMappingIdentityExchanger
                  target: {userExpression: request.namespace, groupsExpression: '[request.verb]', uidExpression: request.name, extraExpression: '{"p": [request.path]}'}
                """);
        assertThat(rules.reads())
                .containsExactlyInAnyOrder(
                        RequestField.NAMESPACE, RequestField.VERB, RequestField.NAME, RequestField.PATH);
    }

    @Test
    void bothScopesReadTogether() {
        String verb = Texts.document("- {name: a, when: 'request.verb == \"get\"', type: PrivilegedIdentityExchanger}");
        String path = Texts.document("- {name: a, when: 'request.path == \"/\"', type: PrivilegedIdentityExchanger}");
        assertThat(Texts.inForce(verb, path).reads()).containsExactlyInAnyOrder(RequestField.VERB, RequestField.PATH);
        assertThat(RuleSet.empty(Scope.GLOBAL).reads()).isEmpty();
    }
}

package io.clustergateway.rules.tools.rbac;

import static io.clustergateway.rules.tools.Texts.mapping;
import static io.clustergateway.rules.tools.Texts.privileged;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.MemberText;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a member must allow. */
final class MemberRbacTest {
    private static final String DENY = "defaultAction: Deny";
    private static final String SUBJECT = "system:serviceaccount:kube-system:gateway";

    @Test
    void namesWhatLiteralRulesName() {
        RuleSource rules = Texts.rules(
                mapping(
                                "one",
                                "source: {user: a}",
                                "user: bob, groups: [g, 'h\"i'], uid: u, extra: {example.com/k: [v]}")
                        + mapping("two", "source: {user: b}", "user: carol, groups: [g]"),
                DENY);
        assertThat(grants(classic(rules)))
                .containsExactly(
                        "ClusterRole |users|impersonate|bob,carol",
                        "ClusterRole |groups|impersonate|g,h\"i",
                        "ClusterRole authentication.k8s.io|uids|impersonate|u",
                        "ClusterRole authentication.k8s.io|userextras/example.com/k|impersonate|v");
        assertThat(classic(rules)).contains("# bob: rule one\n# carol: rule two\n", "# g: rule one, rule two\n");
    }

    @Test
    void allowsAnythingWhereRulesCompute() {
        RuleSource rules = Texts.rules(
                mapping("one", "source: {user: a}", "userExpression: request.user, groupsExpression: request.groups")
                        + mapping("two", "source: {user: b}", "user: carol, uidExpression: request.uid"),
                DENY);
        assertThat(grants(classic(rules)))
                .containsExactly(
                        "ClusterRole |users|impersonate|",
                        "ClusterRole |serviceaccounts|impersonate|",
                        "ClusterRole |groups|impersonate|",
                        "ClusterRole authentication.k8s.io|uids|impersonate|");
        assertThat(classic(rules)).contains("# rule one computes the user (target.userExpression)\n");
    }

    @Test
    void callersWhoStayWhoTheyAreNeedEveryName() {
        assertThat(grants(classic(Texts.rules("[]"))))
                .containsExactly(
                        "ClusterRole |users|impersonate|",
                        "ClusterRole |serviceaccounts|impersonate|",
                        "ClusterRole |groups|impersonate|",
                        "ClusterRole authentication.k8s.io|*|impersonate|");
        assertThat(
                        grants(
                                classic(
                                        Texts.rules(
                                                "[]",
                                                "impersonation: {hubIdentityPrefix: 'hub:', forwardUid: true, forwardExtra: [example.com/a]}"))))
                .containsExactly(
                        "ClusterRole |users|impersonate|",
                        "ClusterRole |groups|impersonate|",
                        "ClusterRole authentication.k8s.io|uids|impersonate|",
                        "ClusterRole authentication.k8s.io|userextras/example.com/a|impersonate|");
    }

    @Test
    void whereARuleMatchesEverybodyNobodyStaysWhoTheyAre() {
        String everybody = mapping("all", "source: {}", "user: guest");
        String here = mapping("all", "source: {cluster: alpha}", "user: guest");
        assertThat(grants(classic(Texts.rules(everybody)))).containsExactly("ClusterRole |users|impersonate|guest");
        assertThat(grants(classic(Texts.rules(here)))).hasSize(4);
        assertThat(grants(MemberRbac.classic(Optional.of("alpha"), SUBJECT).of(texts(Texts.rules(here)))))
                .containsExactly("ClusterRole |users|impersonate|guest");
    }

    @Test
    void leavesOutRulesForOtherMembers() {
        RuleSource rules = Texts.rules(
                mapping("one", "source: {user: a, cluster: alpha}", "user: bob")
                        + mapping("two", "source: {user: a, clusterPattern: '^be'}", "user: carol"),
                DENY);
        assertThat(grants(MemberRbac.classic(Optional.of("alpha"), SUBJECT).of(texts(rules))))
                .containsExactly("ClusterRole |users|impersonate|bob");
        assertThat(grants(MemberRbac.classic(Optional.of("beta"), SUBJECT).of(texts(rules))))
                .containsExactly("ClusterRole |users|impersonate|carol");
    }

    @Test
    void aMembersOwnRulesAndPolicyCount() {
        RuleTexts texts = texts(Texts.rules("[]", DENY))
                .with(MemberText.of("alpha", Texts.rules(mapping("own", "source: {user: a}", "user: bob"))));
        assertThat(grants(MemberRbac.classic(Optional.of("alpha"), SUBJECT).of(texts)))
                .containsExactly("ClusterRole |users|impersonate|bob");
        assertThat(MemberRbac.classic(Optional.of("beta"), SUBJECT).of(texts)).endsWith("impersonate nobody.\n");
    }

    @Test
    void aServiceAccountIsAllowedInItsNamespaceOnly() {
        RuleSource rules =
                Texts.rules(mapping("one", "source: {user: a}", "user: 'system:serviceaccount:ns:robot'"), DENY);
        assertThat(grants(classic(rules))).containsExactly("Role/ns |serviceaccounts|impersonate|robot");
        assertThat(grants(constrained(rules)))
                .containsExactly(
                        "ClusterRole *|*|impersonate-on:serviceaccount:get|",
                        "ClusterRole ||impersonate-on:serviceaccount:get|",
                        "Role/ns authentication.k8s.io|serviceaccounts|impersonate:serviceaccount|robot");
    }

    @Test
    void theConstrainedFormSplitsWhoAndWhat() {
        RuleSource rules = Texts.rules(
                mapping("one", "source: {user: a}", "user: bob, groups: [g]")
                        + mapping("two", "source: {user: b}", "user: 'system:node:n1'"),
                DENY);
        assertThat(grants(constrained(rules)))
                .containsExactly(
                        "ClusterRole authentication.k8s.io|users|impersonate:user-info|bob",
                        "ClusterRole authentication.k8s.io|groups|impersonate:user-info|g",
                        "ClusterRole *|*|impersonate-on:user-info:get|",
                        "ClusterRole ||impersonate-on:user-info:get|",
                        "ClusterRole authentication.k8s.io|nodes|impersonate:arbitrary-node|n1",
                        "ClusterRole *|*|impersonate-on:arbitrary-node:get|",
                        "ClusterRole ||impersonate-on:arbitrary-node:get|");
    }

    @Test
    void saysWhatTheConstrainedFormCannotGive() {
        RuleSource rules = Texts.rules(
                mapping("one", "source: {user: a}", "user: 'system:serviceaccount:ns:robot', groups: [g]")
                        + mapping("two", "source: {user: b}", "user: x, groups: ['system:masters'], extra: {k: [v]}"),
                DENY);
        assertThat(constrained(rules).lines())
                .contains(
                        "# system:serviceaccount:ns:robot (rule one): not without the classic form, because groups, uid or extra go along",
                        "# group system:masters: never in this form; spec.impersonation.dropSystemGroups: true leaves it out",
                        "# extra: only keys like example.com/scopes, with a domain; others are refused in this form");
        assertThat(constrained(Texts.rules("[]")))
                .contains("# service accounts of the hub: not without the classic form");
    }

    @Test
    void privilegedRulesNeedNothing() {
        String text = classic(Texts.rules(privileged("one", "source: {user: a}"), DENY));
        assertThat(text.lines())
                .contains(
                        "# rule one impersonates nobody: its callers may do what the credential itself may do",
                        "# It needs to impersonate nobody.");
        assertThat(grants(text)).isEmpty();
    }

    @Test
    void bindsToWhomItIsTold() {
        RuleSource rules = Texts.rules(mapping("one", "source: {user: a}", "user: bob"), DENY);
        assertThat(subject(classic(rules)).toString())
                .isEqualTo("{\"kind\":\"ServiceAccount\",\"name\":\"gateway\",\"namespace\":\"kube-system\"}");
        assertThat(subject(MemberRbac.classic(Optional.empty(), "gateway").of(texts(rules)))
                        .toString())
                .isEqualTo("{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"gateway\"}");
        assertThat(MemberRbac.classic(Optional.empty(), MemberRbac.PLACEHOLDER).of(texts(rules)))
                .contains("# Replace the subject, or give --subject.\n", "name: \"replace-this-name\"");
    }

    private static String classic(RuleSource rules) {
        return MemberRbac.classic(Optional.empty(), SUBJECT).of(texts(rules));
    }

    private static String constrained(RuleSource rules) {
        return MemberRbac.constrained(Optional.empty(), SUBJECT, List.of("get")).of(texts(rules));
    }

    private static RuleTexts texts(RuleSource rules) {
        return RuleTexts.of(List.of(rules));
    }

    private static JsonNode subject(String yaml) {
        return documents(yaml).get(1).get("subjects").get(0);
    }

    private static List<String> grants(String yaml) {
        List<String> grants = new ArrayList<>();
        for (JsonNode document : documents(yaml)) {
            String kind = document.get("kind").asText();
            String namespace = document.at("/metadata/namespace").asText();
            document.path("rules")
                    .forEach(rule -> grants.add("%s%s %s|%s|%s|%s"
                            .formatted(
                                    kind,
                                    namespace.isEmpty() ? "" : "/" + namespace,
                                    joined(rule.path("apiGroups")),
                                    joined(rule.path("resources")),
                                    joined(rule.path("verbs")),
                                    joined(rule.path("resourceNames")))));
        }
        return grants;
    }

    private static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return String.join(",", all);
    }

    private static List<JsonNode> documents(String yaml) {
        YAMLMapper mapper = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                mapper.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

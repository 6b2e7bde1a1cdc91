package io.clustergateway.rules.tools.rbac;

import static io.clustergateway.rules.tools.rbac.Manifest.rule;

import io.clustergateway.rules.tools.rbac.Manifest.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Constrained impersonation (KEP-5284; Kubernetes 1.35 behind a gate, 1.36 by default): one verb to bear a name, and one
 * for each thing done under it. What it refuses is written in apiserver pkg/endpoints/filters/impersonation/mode.go.
 */
final class ConstrainedForm implements RbacForm {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String USER_INFO = "user-info";
    private static final String ACCOUNT = "serviceaccount";
    private static final String NODE = "arbitrary-node";
    private static final String MASTERS = "system:masters";

    private final List<String> verbs;

    /**
     * The form.
     *
     * @param verbs that may be used under a borrowed name
     */
    ConstrainedForm(List<String> verbs) {
        this.verbs = List.copyOf(verbs);
    }

    @Override
    public void write(Needs needs, Manifest manifest) {
        Names users = new Names();
        Names nodes = new Names();
        Map<String, Names> accounts = new TreeMap<>();
        needs.people()
                .forEach((person, rules) -> rules.forEach(rule -> {
                    if (person.isAccount() && person.isAlone()) {
                        accounts.computeIfAbsent(person.namespace(), absent -> new Names())
                                .add(person.ownName(), rule);
                    } else if (person.isNode() && person.isAlone()) {
                        nodes.add(person.ownName(), rule);
                    } else if (!person.isAccount() && !person.isNode()) {
                        users.add(person.name(), rule);
                    }
                }));
        needs.anybody().reasons().forEach(users::addAny);
        List<String> rules = new ArrayList<>(identities(needs, users));
        if (!rules.isEmpty()) {
            rules.addAll(actions(USER_INFO));
        }
        if (!nodes.isEmpty()) {
            rules.add(grant("nodes", NODE, nodes));
            rules.addAll(actions(NODE));
        }
        if (!accounts.isEmpty()) {
            rules.addAll(actions(ACCOUNT));
        }
        if (!rules.isEmpty()) {
            manifest.clusterRole(rules);
        }
        accounts.forEach(
                (namespace, names) -> manifest.role(namespace, List.of(grant("serviceaccounts", ACCOUNT, names))));
    }

    private static List<String> identities(Needs needs, Names users) {
        List<String> rules = new ArrayList<>();
        add(rules, "users", users);
        add(rules, "groups", needs.groups());
        if (needs.anyExtra().isAny()) {
            List<String> comment = new ArrayList<>(needs.anyExtra().reasons());
            comment.add("RBAC has no wildcard for the keys of extra, so this allows any user, group and uid too");
            rules.add(rule(
                    new Grant(comment, AUTHENTICATION, List.of("*"), List.of("impersonate:" + USER_INFO), List.of())));
        } else {
            add(rules, "uids", needs.uids());
            needs.extras().forEach((key, values) -> add(rules, "userextras/" + key, values));
        }
        return rules;
    }

    private List<String> actions(String mode) {
        List<String> on = verbs.stream()
                .map(verb -> "impersonate-on:%s:%s".formatted(mode, verb))
                .toList();
        String comment = "what may be done under such a name; narrow it to what your callers do";
        String text = rule(new Grant(List.of(comment), "*", List.of("*"), on, List.of()));
        return List.of(text, "- nonResourceURLs: [\"*\"]\n  verbs: [\"impersonate-on:%s:get\"]\n".formatted(mode));
    }

    @Override
    public List<String> notes(Needs needs) {
        List<String> notes = new ArrayList<>();
        needs.people().forEach((person, rules) -> {
            if (!person.isAlone() && (person.isAccount() || person.isNode())) {
                notes.add("%s (%s): not without the classic form, because groups, uid or extra go along"
                        .formatted(person.name(), String.join(", ", rules)));
            }
        });
        if (needs.anyAccount().isAny()) {
            notes.add("service accounts of the hub: not without the classic form, because their groups go along;"
                    + " spec.impersonation.hubIdentityPrefix makes them plain users");
        }
        if (needs.groups().isAny() || needs.groups().names().contains(MASTERS)) {
            notes.add(
                    "group system:masters: never in this form; spec.impersonation.dropSystemGroups: true leaves it out");
        }
        if (needs.anyExtra().isAny() || needs.extras().keySet().stream().anyMatch(key -> !key.contains("/"))) {
            notes.add("extra: only keys like example.com/scopes, with a domain; others are refused in this form");
        }
        return notes;
    }

    private static void add(List<String> rules, String resource, Names names) {
        if (!names.isEmpty()) {
            rules.add(grant(resource, USER_INFO, names));
        }
    }

    private static String grant(String resource, String mode, Names names) {
        return rule(new Grant(
                names.reasons(), AUTHENTICATION, List.of(resource), List.of("impersonate:" + mode), names.names()));
    }
}

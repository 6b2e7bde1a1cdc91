package io.clustergateway.rules.tools.rbac;

import static io.clustergateway.rules.tools.rbac.Manifest.rule;

import io.clustergateway.rules.tools.rbac.Manifest.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The verb {@code impersonate}: whoever may bear a name may do all that the name may do. */
final class ClassicForm implements RbacForm {
    private static final List<String> VERBS = List.of("impersonate");
    private static final String AUTHENTICATION = "authentication.k8s.io";

    @Override
    public void write(Needs needs, Manifest manifest) {
        Names users = new Names();
        Map<String, Names> accounts = new TreeMap<>();
        needs.people()
                .forEach((person, rules) -> rules.forEach(rule -> {
                    if (person.isAccount()) {
                        accounts.computeIfAbsent(person.namespace(), absent -> new Names())
                                .add(person.ownName(), rule);
                    } else {
                        users.add(person.name(), rule);
                    }
                }));
        needs.anybody().reasons().forEach(users::addAny);
        List<String> rules = new ArrayList<>();
        add(rules, "", "users", users);
        add(rules, "", "serviceaccounts", needs.anyAccount());
        add(rules, "", "groups", needs.groups());
        if (needs.anyExtra().isAny()) {
            List<String> comment = new ArrayList<>(needs.anyExtra().reasons());
            comment.add(
                    "RBAC has no wildcard for the keys of extra, so this allows any uid too; keys without * narrow it");
            needs.uids().reasons().stream()
                    .filter(reason -> !comment.contains(reason))
                    .forEach(comment::add);
            rules.add(rule(new Grant(comment, AUTHENTICATION, List.of("*"), VERBS, List.of())));
        } else {
            add(rules, AUTHENTICATION, "uids", needs.uids());
            needs.extras().forEach((key, values) -> add(rules, AUTHENTICATION, "userextras/" + key, values));
        }
        if (!rules.isEmpty()) {
            manifest.clusterRole(rules);
        }
        if (!needs.anyAccount().isAny()) {
            accounts.forEach(
                    (namespace, names) -> manifest.role(namespace, List.of(grant("", "serviceaccounts", names))));
        }
    }

    @Override
    public List<String> notes(Needs needs) {
        return List.of();
    }

    private static void add(List<String> rules, String group, String resource, Names names) {
        if (!names.isEmpty()) {
            rules.add(grant(group, resource, names));
        }
    }

    private static String grant(String group, String resource, Names names) {
        return rule(new Grant(names.reasons(), group, List.of(resource), VERBS, names.names()));
    }
}

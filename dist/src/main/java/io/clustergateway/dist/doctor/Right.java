package io.clustergateway.dist.doctor;

import io.clustergateway.hub.MissingRule;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Something the gateway's ServiceAccount must be allowed in the hub.
 *
 * @param name of the one object; empty for all
 * @param cost what goes without it, in words
 * @param isVital whether requests fail without it
 * @param role a role that every hub has and that grants it
 */
public record Right(String id, MissingRule rule, String name, String cost, boolean isVital, Optional<String> role) {
    static Right vital(String id, MissingRule rule, String cost) {
        return new Right(id, rule, "", cost, true, Optional.empty());
    }

    static Right useful(String id, MissingRule rule, String cost) {
        return new Right(id, rule, "", cost, false, Optional.empty());
    }

    Right by(String role) {
        return new Right(id, rule, name, cost, isVital, Optional.of(role));
    }

    Right named(String name) {
        return new Right(id, rule, name, cost, isVital, role);
    }

    static MissingRule rule(String group, String resource, Optional<String> namespace, String... verbs) {
        return new MissingRule(group, resource, List.of(verbs), namespace);
    }

    /** What a review asks, once for each verb. */
    List<JsonObject> attributes() {
        String[] kind = rule.resource().split("/", 2);
        return rule.verbs().stream()
                .map(verb -> new JsonObject()
                        .put("verb", verb)
                        .put("group", rule.apiGroup())
                        .put("resource", kind[0])
                        .put("subresource", kind.length > 1 ? kind[1] : "")
                        .put("namespace", rule.namespace().orElse(""))
                        .put("name", name))
                .toList();
    }

    String mend(Account account) {
        String object = "cluster-gateway-" + id.substring(id.lastIndexOf('.') + 1);
        String kind = rule.namespace().isPresent() ? "Role" : "ClusterRole";
        return role.map(known -> Mends.bind(object, account, kind, known, rule.namespace()))
                .orElseGet(() -> Mends.grant(object, account, rule, name));
    }
}

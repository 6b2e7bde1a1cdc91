package io.clustergateway.status;

import io.clustergateway.status.Sample.RuleName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The global rules in the order of their evaluation, and what was decided by them and by others. */
final class RuleRows {
    private static final Set<String> FAULTS = Set.of("RuleFailed", "IdentityInvalid");
    private static final Set<String> REFUSALS = Set.of("IdentityDenied");
    private static final String GLOBAL = "global";
    private static final int MOST = 200;
    private static final int MOST_FINDINGS = 20;

    private RuleRows() {}

    /** @param shown the part identity-rules of {@code /configz}, empty while there is none */
    static JsonObject of(JsonObject shown, Sample sample) {
        Map<RuleName, Map<String, Long>> left = new HashMap<>(sample.rules);
        JsonArray items = new JsonArray();
        JsonArray rules = shown.getJsonArray("rules", new JsonArray());
        rules.stream().limit(MOST).map(JsonObject.class::cast).forEach(rule -> {
            Map<String, Long> outcomes = left.remove(new RuleName(GLOBAL, rule.getString("name")));
            items.add(row(GLOBAL, rule.getString("name"), outcomes == null ? Map.of() : outcomes)
                    .put("type", rule.getString("type"))
                    .put("priority", rule.getValue("priority"))
                    .put("at", Text.cut(rule.getString("at", ""))));
        });
        new TreeMap<>(byText(left))
                .values().stream()
                        .limit(MOST)
                        .forEach(name -> items.add(row(name.scope(), name.rule(), left.get(name))));
        return new JsonObject()
                .put("identityPassing", shown.getBoolean("identityPassing", false))
                .put("version", shown.getString("version", ""))
                .put("loadedAt", shown.getString("loadedAt", ""))
                .put("defaultAction", shown.getString("defaultAction", ""))
                .put("total", rules.size())
                .put(
                        "membersWithRules",
                        shown.getJsonObject("members", new JsonObject()).size())
                .put(
                        "findings",
                        Text.cut(
                                shown.getJsonArray("findings", new JsonArray()).stream()
                                        .map(String::valueOf),
                                MOST_FINDINGS))
                .put("items", items);
    }

    private static Map<String, RuleName> byText(Map<RuleName, ?> rules) {
        Map<String, RuleName> sorted = new TreeMap<>();
        rules.keySet().forEach(name -> sorted.put(name.scope() + "/" + name.rule(), name));
        return sorted;
    }

    private static JsonObject row(String scope, String rule, Map<String, Long> outcomes) {
        return new JsonObject()
                .put("scope", scope)
                .put("name", Text.cut(rule))
                .put(
                        "hits",
                        outcomes.values().stream().mapToLong(Long::longValue).sum())
                .put("refusals", count(outcomes, REFUSALS))
                .put("faults", count(outcomes, FAULTS));
    }

    private static long count(Map<String, Long> outcomes, Set<String> which) {
        return outcomes.entrySet().stream()
                .filter(outcome -> which.contains(outcome.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}

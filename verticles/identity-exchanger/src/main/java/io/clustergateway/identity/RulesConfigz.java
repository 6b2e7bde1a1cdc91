package io.clustergateway.identity;

import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The rules in force as {@code /configz} shows them. Told on one context, asked on any thread. */
final class RulesConfigz {
    private final Map<String, Compilation> members = new ConcurrentSkipListMap<>();
    private final boolean passing;
    private volatile RulesState global = RulesState.UNREAD;

    RulesConfigz(boolean passing) {
        this.passing = passing;
    }

    void global(RulesState state) {
        global = state;
    }

    void member(String name, Compilation compilation) {
        members.put(name, compilation);
    }

    void memberGone(String name) {
        members.remove(name);
    }

    JsonObject json() {
        RulesState state = global;
        JsonObject json = new JsonObject().put("identityPassing", passing);
        state.inForce().ifPresent(loaded -> {
            json.put("files", new JsonArray(loaded.files()));
            json.put("loadedAt", loaded.loadedAt().toString());
            put(json, loaded.rules());
            loaded.shadow().ifPresent(shadow -> json.put("shadow", put(new JsonObject(), shadow)));
        });
        json.put("findings", findings(state.findings()));
        JsonObject own = new JsonObject();
        members.forEach((name, compilation) -> own.put(name, member(compilation)));
        return json.put("members", own);
    }

    private static JsonObject member(Compilation compilation) {
        JsonObject json = new JsonObject();
        compilation.rules().ifPresent(rules -> put(json, rules));
        return json.put("findings", findings(compilation.findings()));
    }

    private static JsonObject put(JsonObject json, RuleSet set) {
        JsonArray rules = new JsonArray();
        set.rules().forEach(rule -> rules.add(rule(rule)));
        set.defaultAction().ifPresent(action -> json.put("defaultAction", action.toString()));
        return json.put("version", set.version()).put("rules", rules);
    }

    private static JsonObject rule(Rule rule) {
        return new JsonObject()
                .put("name", rule.name())
                .put("type", rule.type().toString())
                .put("priority", rule.priority())
                .put("at", rule.at().toString());
    }

    private static JsonArray findings(List<Finding> findings) {
        JsonArray lines = new JsonArray();
        findings.forEach(finding -> lines.add(finding.line()));
        return lines;
    }
}

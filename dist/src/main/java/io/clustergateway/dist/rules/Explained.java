package io.clustergateway.dist.rules;

import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Explanation;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Trace;
import io.clustergateway.rules.tools.Appearance;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** An explanation in words and as JSON. */
final class Explained {
    private final Question question;
    private final Explanation explanation;
    private final UnaryOperator<Position> inFile;

    /**
     * An explanation.
     *
     * @param inFile where a rule stands in the files that were given
     */
    Explained(Question question, Explanation explanation, UnaryOperator<Position> inFile) {
        this.question = question;
        this.explanation = explanation;
        this.inFile = inFile;
    }

    List<String> words() {
        List<String> lines = new ArrayList<>();
        lines.add("caller    " + Appearance.describe(question.caller()));
        lines.add("member    " + member());
        lines.add("request   " + request(question.request()));
        lines.add("");
        explanation.asked().forEach(trace -> lines.add(asked(trace)));
        if (explanation.decision().rule().isEmpty()) {
            lines.add("no rule   matches");
        }
        lines.add("");
        lines.addAll(outcome(explanation.decision()));
        return lines;
    }

    JsonObject json() {
        JsonArray asked = new JsonArray();
        explanation.asked().forEach(trace -> asked.add(json(trace)));
        JsonObject json = new JsonObject().put("asked", asked);
        Decision decision = explanation.decision();
        decision.rule().ifPresent(rule -> json.put("rule", rule.name()));
        if (decision instanceof Decision.As as) {
            json.put("outcome", "Impersonated").put("headers", new JsonArray(Headers.of(as.identity())));
        } else if (decision instanceof Decision.AskExternal ask) {
            json.put("outcome", "External").put("url", server(ask).url().toString());
        } else if (decision instanceof Decision.Refused refused) {
            json.put("outcome", "Refused")
                    .put("code", 403)
                    .put("reason", refused.reason().toString())
                    .put("message", refused.message());
        } else {
            json.put("outcome", "Privileged").put("headers", new JsonArray());
        }
        return json;
    }

    private JsonObject json(Trace trace) {
        JsonObject json = new JsonObject()
                .put("rule", trace.rule().name())
                .put("scope", trace.rule().scope().name().toLowerCase(Locale.ROOT))
                .put("at", place(trace).toString())
                .put("outcome", word(trace.outcome()));
        if (!trace.condition().isEmpty()) {
            json.put("condition", trace.condition());
        }
        return trace.detail().isEmpty() ? json : json.put("detail", trace.detail());
    }

    private String member() {
        Map<String, String> facts = new TreeMap<>();
        question.cluster().labels().forEach((key, value) -> facts.put("label " + key, value));
        facts.put("alias", question.cluster().alias());
        facts.put("provider", question.cluster().provider());
        facts.values().removeIf(String::isEmpty);
        String known = facts.entrySet().stream()
                .map(fact -> fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining(", "));
        return known.isEmpty()
                ? question.cluster().name()
                : "%s (%s)".formatted(question.cluster().name(), known);
    }

    private static String request(RequestFacts request) {
        StringBuilder words = new StringBuilder(request.verb());
        if (!request.resource().isEmpty()) {
            words.append(' ').append(request.resource());
            words.append(request.subresource().isEmpty() ? "" : "/" + request.subresource());
            words.append(request.apiGroup().isEmpty() ? "" : "." + request.apiGroup());
            words.append(request.name().isEmpty() ? "" : " " + request.name());
            words.append(request.namespace().isEmpty() ? "" : " in namespace " + request.namespace());
        }
        return words.append(" (").append(request.path()).append(')').toString();
    }

    private String asked(Trace trace) {
        String line =
                "%-9s %s (%s)".formatted(word(trace.outcome()), trace.rule().name(), place(trace));
        String why = trace.condition().isEmpty() ? trace.detail() : trace.condition() + ": " + trace.detail();
        return why.isEmpty() ? line : line + "\n          " + why.strip().replace("\n", "\n          ");
    }

    private Position place(Trace trace) {
        return inFile.apply(trace.rule().at());
    }

    private static String word(Trace.Outcome outcome) {
        return switch (outcome) {
            case MATCHED -> "match";
            case NOT_MATCHED -> "no match";
            case FAILED -> "failed";
        };
    }

    private static List<String> outcome(Decision decision) {
        if (decision instanceof Decision.As as) {
            return Headers.of(as.identity());
        }
        if (decision instanceof Decision.AskExternal ask) {
            ExternalExchanger server = server(ask);
            return List.of("asks %s (within %s; an answer is used for %s at most)"
                    .formatted(server.url(), words(server.timeout()), words(server.maxTtl())));
        }
        return decision instanceof Decision.Refused refused
                ? List.of("refused with 403 %s: %s".formatted(refused.reason(), refused.message()))
                : List.of("no Impersonate header: " + new Appearance.Privileged());
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static ExternalExchanger server(Decision.AskExternal ask) {
        return ask.by().exchanger().orElseThrow();
    }
}

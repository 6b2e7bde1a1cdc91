package io.clustergateway.rules.cel;

import dev.cel.runtime.CelVariableResolver;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.match.Facts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A question as expressions see it. One serves all rules of a decision, in one thread. */
public final class Activation {
    private final Question question;
    private final Facts facts;
    private @Nullable CelVariableResolver variables;

    /** Nothing is computed before a rule asks for it. */
    public Activation(Question question) {
        this.question = question;
        this.facts = new Facts(question);
    }

    /** The same question, for checks. */
    public Facts facts() {
        return facts;
    }

    CelVariableResolver variables() {
        CelVariableResolver known = variables;
        if (known == null) {
            Optional<Object> request = Optional.of(new RequestValue(question));
            Optional<Object> cluster = Optional.of(new ClusterValue(question.cluster()));
            known = name -> switch (name) {
                case "request" -> request;
                case "cluster" -> cluster;
                default -> Optional.empty();
            };
            variables = known;
        }
        return known;
    }
}

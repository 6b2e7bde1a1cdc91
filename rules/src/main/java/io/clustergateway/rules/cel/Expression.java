package io.clustergateway.rules.cel;

import com.google.re2j.Pattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RequestField;
import java.util.List;
import java.util.Set;

/**
 * A checked expression. Immutable, safe to use from any thread.
 *
 * @param <T> what it gives
 */
public final class Expression<T> {
    private final Program program;
    private final ResultType type;
    private final Limits limits;
    private final Set<RequestField> reads;

    /** Held so that the language remembers them. */
    @SuppressWarnings({"FieldCanBeLocal", "unused"})
    private final List<Pattern> patterns;

    Expression(Program program, ResultType type, Limits limits, Set<RequestField> reads, List<Pattern> patterns) {
        this.program = program;
        this.type = type;
        this.limits = limits;
        this.reads = reads;
        this.patterns = patterns;
    }

    /** Its value; never anything but what it says or a failure. */
    public T evaluate(Activation activation) throws EvaluationFailed {
        Object value;
        try {
            Work.begin(limits.expressionWork());
            value = program.eval(activation.variables());
        } catch (CelEvaluationException | RuntimeException e) {
            throw new EvaluationFailed(
                    String.valueOf(e.getMessage()).replaceFirst("^evaluation error at <input>:\\d+: ", ""));
        } catch (StackOverflowError e) {
            throw new EvaluationFailed("nested too deeply");
        }
        if (!type.isTypeOf(value)) {
            throw new EvaluationFailed("gives no " + type);
        }
        @SuppressWarnings("unchecked")
        T checked = (T) value;
        return checked;
    }

    /** The fields of the request that it may look at. */
    public Set<RequestField> reads() {
        return reads;
    }
}

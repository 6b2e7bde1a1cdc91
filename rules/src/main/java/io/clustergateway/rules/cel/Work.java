package io.clustergateway.rules.cel;

import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.ToLongFunction;

/**
 * What the functions of one evaluation may still read and make. The iterations alone bound neither time nor memory: a
 * chain of {@code map(x, x + x)} doubles a string with each link, and joins and searches cost as much as they are long.
 */
final class Work {
    private static final ThreadLocal<Work> CURRENT = ThreadLocal.withInitial(Work::new);

    /** Functions whose cost is not the length of their arguments. */
    private static final Map<String, ToLongFunction<Object[]>> COSTS = Map.of(
            "add_list", Work::costOfConcatenation,
            "list_join", args -> costOfJoin((List<?>) args[0], 0),
            "list_join_string", args -> costOfJoin((List<?>) args[0], size(args[1])),
            "string_replace_string_string", Work::costOfReplacement,
            "string_replace_string_string_int", Work::costOfReplacement,
            "list_sets_contains_list", Work::costOfComparison,
            "list_sets_intersects_list", Work::costOfComparison,
            "list_sets_equivalent_list", Work::costOfComparison);

    private long left;

    private Work() {}

    /** Begins an evaluation in this thread. */
    static void begin(int limit) {
        CURRENT.get().left = limit;
    }

    /** The function, which pays before it works. */
    static CelFunctionBinding metered(CelFunctionBinding function) {
        CelFunctionOverload definition = function.getDefinition();
        ToLongFunction<Object[]> cost = COSTS.getOrDefault(function.getOverloadId(), Work::costOfReading);
        return CelFunctionBinding.from(function.getOverloadId(), function.getArgTypes(), args -> {
            pay(cost.applyAsLong(args));
            try {
                return definition.apply(args);
            } catch (CelRuntimeException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new FunctionFailed(function.getOverloadId() + ": " + e.getMessage());
            }
        });
    }

    /** Takes from what is left. */
    static void pay(long cost) {
        if (cost > 0) {
            Work work = CURRENT.get();
            work.left -= cost;
            if (work.left < 0) {
                throw new FunctionFailed("expression work limit exceeded");
            }
        }
    }

    private static long costOfReading(Object[] args) {
        long cost = 0;
        for (Object arg : args) {
            cost += size(arg);
        }
        return cost;
    }

    /** A macro appends to a list of its own, which is no random access one, without copying it. */
    private static long costOfConcatenation(Object[] args) {
        return size(args[1]) + (args[0] instanceof RandomAccess ? size(args[0]) : 0);
    }

    private static long costOfJoin(List<?> parts, long separator) {
        long cost = 0;
        for (Object part : parts) {
            cost += size(part) + separator;
        }
        return cost;
    }

    /** As if the replacement stood between any two characters. */
    private static long costOfReplacement(Object[] args) {
        return (size(args[0]) + 1) * (size(args[2]) + 1);
    }

    private static long costOfComparison(Object[] args) {
        return size(args[0]) * size(args[1]);
    }

    private static long size(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        return value instanceof Collection<?> collection ? collection.size() : 0;
    }
}

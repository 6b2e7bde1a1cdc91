package io.clustergateway.rules.cel;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.re2j.Pattern;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelSetsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The functions of the language: CEL's standard ones but for times (there is no clock to compare with), and the
 * libraries {@code strings} and {@code sets}, as in Kubernetes. Each pays for what it reads and makes; {@code matches} keeps to
 * the limits of patterns.
 */
final class Functions {
    private static final Set<String> TIMES = Set.of(
            "TIMESTAMP",
            "DURATION",
            "GET_FULL_YEAR",
            "GET_MONTH",
            "GET_DAY_OF_YEAR",
            "GET_DAY_OF_MONTH",
            "GET_DATE",
            "GET_DAY_OF_WEEK",
            "GET_HOURS",
            "GET_MINUTES",
            "GET_SECONDS",
            "GET_MILLISECONDS");

    /** Those of the standard ones that take longer the longer their arguments are. */
    private static final Set<String> COSTLY = Set.of(
            "add_string",
            "add_bytes",
            "add_list",
            "in_list",
            "equals",
            "not_equals",
            "contains_string",
            "size_string",
            "string_size",
            "string_to_bytes",
            "bytes_to_string",
            "string_to_int64",
            "string_to_double");

    /** RE2 may look at each instruction for each character, which is quick work beside that of a function. */
    private static final int INSTRUCTIONS_PER_STEP = 64;

    private final CelStringExtensions strings = CelExtensions.strings();
    private final CelSetsExtensions sets;
    private final CelOptions options;
    private final Patterns patterns;

    Functions(CelOptions options, Patterns patterns) {
        this.options = options;
        this.patterns = patterns;
        this.sets = CelExtensions.sets(options);
    }

    CelStandardDeclarations standardDeclarations() {
        return CelStandardDeclarations.newBuilder()
                .excludeFunctions(Stream.of(CelStandardDeclarations.StandardFunction.values())
                        .filter(function -> TIMES.contains(function.name()))
                        .toList())
                .build();
    }

    /** What the libraries declare. */
    List<CelFunctionDecl> declarations() {
        return Stream.concat(strings.functions().stream(), sets.functions().stream())
                .toList();
    }

    List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> all = new ArrayList<>();
        for (CelFunctionBinding standard :
                standard().newFunctionBindings(RuntimeEquality.create(RuntimeHelpers.create(), options), options)) {
            all.add(COSTLY.contains(standard.getOverloadId()) ? Work.metered(standard) : standard);
        }
        Set<String> declared = declarations().stream()
                .flatMap(function -> function.overloads().stream())
                .map(CelOverloadDecl::overloadId)
                .collect(toUnmodifiableSet());
        Stream.of(strings, sets)
                .flatMap(library -> bindingsOf(library).stream())
                .filter(function -> declared.contains(function.getOverloadId()))
                .map(Work::metered)
                .forEach(all::add);
        all.add(Work.metered(matches("matches")));
        all.add(Work.metered(matches("matches_string")));
        return all;
    }

    private static CelStandardFunctions standard() {
        return CelStandardFunctions.newBuilder()
                .excludeFunctions(Stream.of(StandardFunction.values())
                        .filter(function -> TIMES.contains(function.name()) || function == StandardFunction.MATCHES)
                        .toList())
                .build();
    }

    private CelFunctionBinding matches(String overload) {
        return CelFunctionBinding.from(overload, String.class, String.class, (text, pattern) -> {
            try {
                Pattern compiled = patterns.of(pattern);
                Work.pay((long) text.length() * compiled.programSize() / INSTRUCTIONS_PER_STEP);
                return compiled.matcher(text).find();
            } catch (Patterns.PatternFault e) {
                throw new FunctionFailed("matches: " + e.fault());
            }
        });
    }

    /** A library gives its functions to nobody but a builder. */
    private static List<CelFunctionBinding> bindingsOf(CelRuntimeLibrary library) {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        CelRuntimeBuilder recorder = (CelRuntimeBuilder) Proxy.newProxyInstance(
                CelRuntimeBuilder.class.getClassLoader(),
                new Class<?>[] {CelRuntimeBuilder.class},
                (builder, method, args) -> {
                    for (Object arg : args) {
                        for (Object binding : arg instanceof Object[] array ? List.of(array) : (Collection<?>) arg) {
                            bindings.add((CelFunctionBinding) binding);
                        }
                    }
                    return builder;
                });
        library.setRuntimeOptions(recorder);
        return bindings;
    }
}

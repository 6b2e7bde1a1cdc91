package io.clustergateway.identity;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Members' own rules, compiled once for each text and ahead of the first request. Wrong ones make their member refuse:
 * the wider rules must not take their place. Used on one context only.
 */
final class MemberRules {
    private final Vertx vertx;
    private final RulesCompiler compiler;
    private final BiConsumer<Cluster, Compilation> compiled;
    private final Consumer<String> gone;
    private final Map<Key, Future<Compilation>> compilations = new HashMap<>();
    private final Set<Key> inForce = new HashSet<>();
    private ClusterTable table = ClusterTable.EMPTY;

    /**
     * None yet.
     *
     * @param compiled told of each compilation
     * @param gone told of each member that is gone or has no rules of its own any more, by name
     */
    MemberRules(Vertx vertx, RulesCompiler compiler, BiConsumer<Cluster, Compilation> compiled, Consumer<String> gone) {
        this.vertx = vertx;
        this.compiler = compiler;
        this.compiled = compiled;
        this.gone = gone;
    }

    /** The member's own rules, empty when it has none; fails 503 when they are wrong. */
    Future<Optional<RuleSet>> of(Cluster cluster) {
        return cluster.rules()
                .map(text -> compile(new Key(cluster.name(), cluster.uid(), text))
                        .compose(compilation -> usable(cluster, compilation)))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** Compiles what is new and forgets what is gone. */
    void follow(ClusterTable next) {
        Set<String> changed = next.changedSince(table);
        table = next;
        Set<Key> current = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (String name : changed) {
            if (next.members().get(name) instanceof Cluster cluster
                    && cluster.rules().isPresent()) {
                Key key = new Key(name, cluster.uid(), cluster.rules().get());
                current.add(key);
                names.add(name);
                putInForce(cluster, key);
            }
        }
        Set<String> forgotten = new HashSet<>();
        for (Key key : Set.copyOf(inForce)) {
            if (changed.contains(key.name()) && !current.contains(key)) {
                inForce.remove(key);
                compilations.remove(key);
                forgotten.add(key.name());
            }
        }
        forgotten.removeAll(names);
        forgotten.forEach(gone);
    }

    /** The servers that members' rules in force ask. */
    Set<ExternalExchanger> exchangers() {
        Set<ExternalExchanger> exchangers = new HashSet<>();
        for (Future<Compilation> compilation : compilations.values()) {
            if (compilation.succeeded()) {
                compilation
                        .result()
                        .rules()
                        .ifPresent(set ->
                                set.rules().forEach(rule -> rule.exchanger().ifPresent(exchangers::add)));
            }
        }
        return exchangers;
    }

    private void putInForce(Cluster cluster, Key key) {
        if (inForce.add(key)) {
            compile(key).onSuccess(compilation -> {
                if (inForce.contains(key)) {
                    compiled.accept(cluster, compilation);
                }
            });
        }
    }

    /** Of another version than the table's, which a request may still carry, nothing is said and nothing kept. */
    private Future<Compilation> compile(Key key) {
        return compilations.computeIfAbsent(key, absent -> {
            RuleSource source = new RuleSource("annotation of member " + key.name(), key.text());
            return vertx.executeBlocking(() -> compiler.compile(Scope.MEMBER, List.of(source)))
                    .onComplete(done -> {
                        if (!inForce.contains(key)) {
                            compilations.remove(key);
                        }
                    });
        });
    }

    private static Future<Optional<RuleSet>> usable(Cluster cluster, Compilation compilation) {
        if (compilation.rules().isPresent()) {
            return Future.succeededFuture(compilation.rules());
        }
        String message =
                "the identity rules of member \"%s\" (its annotation %s) are wrong, and nobody is anybody there until they are mended"
                        .formatted(cluster.name(), RulesReport.ANNOTATION);
        return Future.failedFuture(Failure.of(503, Exchange.RULES_INVALID, message, Hop.IDENTITY_EXCHANGE)
                .about("cluster.core.oam.dev", "clustergateways", cluster.name()));
    }

    private record Key(String name, String uid, String text) {}
}

package io.clustergateway.registry.exec;

import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.registry.secrets.CredentialPlugins;
import io.clustergateway.registry.secrets.MemberFault;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The credentials of Dynamic members, each from one run of its plugin. Used on one context only. */
public final class PluginCredentials implements CredentialPlugins {
    private final Vertx vertx;
    private final Clock clock;
    private final PluginRunner runner;
    private final Map<String, MemberPlugin> plugins = new HashMap<>();
    private Consumer<String> changed = name -> {};

    /** Runs nothing yet. */
    public PluginCredentials(Vertx vertx, PluginSettings settings, MeterRegistry metrics, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.runner = new PluginRunner(vertx, settings, metrics, clock);
    }

    /**
     * Warns of allowed plugins that are not there.
     *
     * @param onChanged told the name of a member that has another credential, or another reason for having none
     */
    public void start(Readiness readiness, Consumer<String> onChanged) {
        changed = onChanged;
        runner.check(readiness);
    }

    @Override
    public Answer credential(Question question) throws MemberFault {
        MemberPlugin plugin = plugins.get(question.name());
        ExecConfig config;
        try {
            config = allowed(question);
        } catch (MemberFault fault) {
            forget(question.name());
            throw fault;
        }
        if (plugin == null || !plugin.isOf(config, question)) {
            forget(question.name());
            String name = question.name();
            plugin = new MemberPlugin(vertx, clock, runner, config, question, () -> changed.accept(name));
            plugins.put(name, plugin);
            plugin.start();
        }
        return plugin.answer();
    }

    @Override
    public void forget(String name) {
        MemberPlugin plugin = plugins.remove(name);
        if (plugin != null) {
            plugin.close();
        }
    }

    /** The member of this name refuses the credential it has now; whether that leads to another. */
    public boolean rejected(String name) {
        MemberPlugin plugin = plugins.get(name);
        if (plugin != null) {
            plugin.rejected();
        }
        return plugin != null;
    }

    /** Kills what runs. */
    public Future<Void> stop() {
        plugins.values().forEach(MemberPlugin::close);
        plugins.clear();
        return runner.close();
    }

    private ExecConfig allowed(Question question) throws MemberFault {
        ExecConfig config = ExecConfig.read(question.exec());
        if (!runner.allows(config.command())) {
            throw MemberFault.key(
                    "exec", "a command that may not be run", "one of --allow-exec-plugin, by its absolute path");
        }
        return config;
    }
}

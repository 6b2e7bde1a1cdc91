package io.clustergateway.audit;

import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The backends that the settings name, each made anew for each deployment.
 *
 * @param logFlag how messages name the path of the file
 * @param webhookFlag how messages name the kubeconfig of the webhook
 */
record Backends(AuditSettings settings, String logFlag, String webhookFlag) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    List<Delivery> deliveries(Vertx vertx, Context context, AuditMeters meters, ModuleContext module) {
        List<Delivery> deliveries = new ArrayList<>();
        settings.log()
                .ifPresent(log -> deliveries.add(new Delivery(backend(log), log.delivery(), meters, module, context)));
        settings.webhook()
                .ifPresent(webhook -> deliveries.add(
                        new Delivery(backend(vertx, webhook), webhook.delivery(), meters, module, context)));
        return deliveries;
    }

    private Backend backend(AuditSettings.Log log) {
        if (log.path().equals("-")) {
            return new Console();
        }
        Backups backups = new Backups(log.maxAge(), log.maxBackups(), log.compress(), Clock.systemUTC(), true);
        return new LogFile(Path.of(log.path()), logFlag, log.maxBytes(), backups);
    }

    private Backend backend(Vertx vertx, AuditSettings.Webhook webhook) {
        boolean waits = webhook.delivery().mode().waits();
        return new WebhookServer(
                vertx,
                webhook.kubeconfig(),
                webhookFlag,
                webhook.initialBackoff(),
                waits ? AuditVerticle.LIMIT.minusSeconds(1) : PATIENCE);
    }
}

package io.clustergateway.health;

import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthQuestion;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The subresource {@code clustergateways/health}. Its object is the ClusterGateway itself, so that reads are the
 * registry-watcher's; an update goes to the Secret and is answered as soon as the registry-watcher has it back.
 */
final class HealthResource {
    private static final String JSON = "application/json";

    private final Bus bus;
    private final Optional<HealthWriter> writer;
    private final TableVersions versions;

    /** {@code writer} is empty when there is no hub to write to. */
    HealthResource(Bus bus, Optional<HealthWriter> writer, TableVersions versions) {
        this.bus = bus;
        this.writer = writer;
        this.versions = versions;
    }

    Future<ResourceAnswer> answer(HealthQuestion question) {
        return switch (question.request().verb()) {
            case "get" -> bus.ask(Topics.CLUSTERGATEWAYS, question.request());
            case "update" -> update(question);
            default ->
                Future.failedFuture(Failure.methodNotAllowed(
                        "%s is not supported on \"clustergateways/health\" (expected: get or update)"
                                .formatted(question.request().verb())));
        };
    }

    private Future<ResourceAnswer> update(HealthQuestion question) {
        if (writer.isEmpty()) {
            return Future.failedFuture(Failure.methodNotAllowed(
                    "update is not supported on \"clustergateways/health\" without a hub (expected: get)"));
        }
        HealthUpdate update = HealthUpdate.read(question);
        Member member = versions.find(update.name())
                .orElseThrow(() -> Failure.notFound(HealthUpdate.GROUP, HealthUpdate.RESOURCE, update.name()));
        HealthUpdate due = update.at(versions.secretVersion(member, update.resourceVersion()));
        requireSame(due, member);
        return due.dryRun() ? asIf(question.request(), due) : write(writer.get(), question.request(), due);
    }

    private Future<ResourceAnswer> write(HealthWriter hub, ResourceQuestion question, HealthUpdate update) {
        return hub.write(update.name(), update.resourceVersion(), update.health())
                .recover(error -> Future.failedFuture(refused(hub, update, error)))
                .compose(version -> versions.await(version))
                .compose(known -> bus.ask(Topics.CLUSTERGATEWAYS, get(question, question.accept())));
    }

    /** What it would be; as JSON, because a dry run leaves nothing to render otherwise. */
    private Future<ResourceAnswer> asIf(ResourceQuestion question, HealthUpdate update) {
        return bus.ask(Topics.CLUSTERGATEWAYS, get(question, JSON)).map(answer -> {
            JsonObject object = answer.body().toJsonObject();
            JsonObject status = new JsonObject().put("healthy", update.health().state() == Health.State.HEALTHY);
            if (!update.health().reason().isEmpty()) {
                status.put("healthyReason", update.health().reason());
            }
            return new ResourceAnswer(
                    200, JSON, object.put("status", status).toBuffer().appendString("\n"));
        });
    }

    private static ResourceQuestion get(ResourceQuestion question, String accept) {
        return new ResourceQuestion("get", question.name(), "", accept, question.userAgent());
    }

    private static void requireSame(HealthUpdate update, Member member) {
        String uid = member instanceof Cluster cluster ? cluster.uid() : ((BrokenMember) member).uid();
        if (!update.uid().isEmpty() && !update.uid().equals(uid)
                || update.dryRun()
                        && !update.resourceVersion().isEmpty()
                        && !update.resourceVersion().equals(TableVersions.secretVersion(member))) {
            throw conflict(update.name());
        }
    }

    private static Failure refused(HealthWriter hub, HealthUpdate update, Throwable error) {
        int code = error instanceof HubFault fault ? fault.code() : 0;
        return switch (code) {
            case 404 -> Failure.notFound(HealthUpdate.GROUP, HealthUpdate.RESOURCE, update.name());
            case 409 -> conflict(update.name());
            case 403 ->
                Failure.unavailable("the gateway may not write the health of members", Hop.REGISTRY)
                        .because("MissingRule", hub.missingRule().mend());
            case 400, 422 ->
                Failure.of(
                        422, "Invalid", "the hub refuses this health of \"%s\"".formatted(update.name()), Hop.REGISTRY);
            default ->
                Failure.unavailable("the hub did not take the health of \"%s\"".formatted(update.name()), Hop.REGISTRY)
                        .retryAfter(1);
        };
    }

    /** In kube-apiserver's words, by which clients know that they have to read again. */
    private static Failure conflict(String name) {
        String message =
                "Operation cannot be fulfilled on %s.%s \"%s\": the object has been modified; please apply your changes to the latest version and try again"
                        .formatted(HealthUpdate.RESOURCE, HealthUpdate.GROUP, name);
        return Failure.of(409, "Conflict", message, Hop.REGISTRY)
                .about(HealthUpdate.GROUP, HealthUpdate.RESOURCE, name);
    }
}

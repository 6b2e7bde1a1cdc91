package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.dial.AddressGuard;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What is found out before anything is written; each finding is told, and what cannot work is a fault. */
public final class Preflight {
    private static final long SOON_DAYS = 30;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final List<String> IMPERSONATED = List.of("users", "groups", "serviceaccounts");

    private final Consumer<String> progress;

    /** Told each step. */
    public Preflight(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Reachable, verified, and the credential accepted. */
    public void credential(Cluster cluster, MemberApi member, String whose) {
        String user;
        try {
            user = user(member);
        } catch (ServerFault fault) {
            if (fault.code() == 401) {
                throw new StartFault(
                        "credential: the member does not accept %s (mend: one that is valid there)".formatted(whose));
            }
            if (fault.code() == 403) {
                throw new StartFault(
                        "credential: the member takes %s for nobody's: %s (mend: one that is valid there, or its ClusterRoleBinding system:basic-user)"
                                .formatted(whose, fault.getMessage()));
            }
            throw fault;
        }
        progress.accept("[preflight] endpoint: %s is reached%s"
                .formatted(
                        cluster.endpoint().url(),
                        member.serving().map(Preflight::days).orElse("")));
        progress.accept(
                "[preflight] credential: %s is accepted%s".formatted(whose, user.isEmpty() ? "" : ", as " + user));
    }

    /** Whether the gateway, which is not here, may dial it too. */
    public void addresses(Cluster cluster) {
        AddressGuard guard = new AddressGuard(List.of(), List.of(), false);
        for (Endpoint endpoint : cluster.endpoints()) {
            try {
                for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
                    Optional<String> refusal = guard.refusal(address);
                    if (refusal.isPresent()) {
                        progress.accept(
                                "[preflight] warning: %s is %s, which a gateway does not dial by default (mend: --endpoint with the"
                                                .formatted(endpoint.host(), refusal.get())
                                        + " address by which the gateway reaches the member)");
                        break;
                    }
                }
            } catch (UnknownHostException e) {
                progress.accept("[preflight] warning: %s is not found from here".formatted(endpoint.host()));
            }
        }
    }

    /** Whether callers' identities can be passed with this credential. */
    public void impersonation(MemberApi member, Duration patience) {
        Instant end = Instant.now().plus(patience);
        List<String> missing;
        do {
            missing = missing(member);
            LockSupport.parkNanos(missing.isEmpty() ? 0 : PAUSE_NANOS);
        } while (!missing.isEmpty() && Instant.now().isBefore(end));
        progress.accept(
                missing.isEmpty()
                        ? "[preflight] rights: it may impersonate users, groups and service accounts"
                        : "[preflight] warning: it may not impersonate any %s, which identity passing may need (see: cluster-gateway rules rbac)"
                                .formatted(String.join(", ", missing)));
    }

    private static List<String> missing(MemberApi member) {
        List<String> missing = new ArrayList<>();
        for (String resource : IMPERSONATED) {
            if (!isAllowed(member, "impersonate", "", resource, "")) {
                missing.add(resource);
            }
        }
        return missing;
    }

    /** Whether whoever asks may. */
    public static boolean isAllowed(MemberSide side, String verb, String group, String resource, String namespace) {
        return side.post(review(), selfReview(verb, group, resource, namespace))
                .getJsonObject("status", new JsonObject())
                .getBoolean("allowed", false);
    }

    /** Where it is asked. */
    public static String review() {
        return "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    }

    /** The question. */
    public static JsonObject selfReview(String verb, String group, String resource, String namespace) {
        JsonObject attributes =
                new JsonObject().put("verb", verb).put("group", group).put("resource", resource);
        if (!namespace.isEmpty()) {
            attributes.put("namespace", namespace);
        }
        return new JsonObject()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SelfSubjectAccessReview")
                .put("spec", new JsonObject().put("resourceAttributes", attributes));
    }

    /**
     * Empty for members older than SelfSubjectReview (1.28); those are asked something that, like it, is answered to whoever
     * is authenticated and not to the anonymous, who may well read the version.
     */
    private static String user(MemberApi member) {
        try {
            return member.post(
                            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                            new JsonObject()
                                    .put("apiVersion", "authentication.k8s.io/v1")
                                    .put("kind", "SelfSubjectReview"))
                    .getJsonObject("status", new JsonObject())
                    .getJsonObject("userInfo", new JsonObject())
                    .getString("username", "");
        } catch (ServerFault fault) {
            // One that knows it not says 403 to whoever may not do everything.
            if (fault.code() != 404 && fault.code() != 403) {
                throw fault;
            }
            isAllowed(member, "get", "", "nodes", "");
            return "";
        }
    }

    private static String days(X509Certificate serving) {
        Instant end = serving.getNotAfter().toInstant();
        long days = ChronoUnit.DAYS.between(Instant.now(), end);
        return ", its certificate verified and good for %d days%s".formatted(days, days < SOON_DAYS ? " only" : "");
    }
}

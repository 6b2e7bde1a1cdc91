package io.clustergateway.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Lease by which members' health is written, and who wrote it: replicas are told apart by their names at the hub. */
public final class Election {
    private static final String LEASE = "cluster-gateway-health-prober";
    private static final String SECRETS = "/api/v1/namespaces/" + Rig.NAMESPACE + "/secrets/";
    private static final String HEALTH = "status.cluster.core.oam.dev/healthy";
    /** The Lease is waited for as long as client-go's users do, and then a candidate has its turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final PocketApiServer hub;
    private final List<Replica> replicas;
    private Optional<ObjectNode> lost = Optional.empty();

    Election(PocketApiServer hub, List<Replica> replicas) {
        this.hub = hub;
        this.replicas = List.copyOf(replicas);
    }

    public void killLeader() {
        ObjectNode lease = await("the first leader has written")
                .atMost(PATIENCE)
                .until(this::lease, found -> found.isPresent() && !writers().isEmpty())
                .orElseThrow();
        lost = Optional.of(lease);
        replicas.stream()
                .filter(replica -> replica.name().equals(podOf(lease)))
                .findFirst()
                .orElseThrow()
                .kill();
    }

    /** Waits for the other one to hold the Lease and to have written after that. */
    public void awaitSuccessor() {
        String before = podOf(lost.orElseThrow());
        await("another leader than " + before + " has written")
                .atMost(PATIENCE)
                .until(() -> lease().filter(now -> !podOf(now).equals(before)).isPresent()
                        && writers().stream().anyMatch(writer -> !writer.equals(before)));
    }

    /** What is wrong, if a leader was killed: the Lease changed hands once, and so did writing, and not before. */
    public List<String> faults() {
        if (lost.isEmpty()) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        ObjectNode was = lost.get();
        ObjectNode is = lease().orElseThrow();
        if (transitions(is) != transitions(was) + 1) {
            faults.add("the Lease changed hands %d times (expected: once): %s"
                    .formatted(transitions(is) - transitions(was), is));
        }
        List<String> expected = List.of(podOf(was), podOf(is));
        if (!withoutRepetition(writers()).equals(expected)) {
            faults.add("health was written by %s in turn (expected: by %s)".formatted(writers(), expected));
        }
        int taken = indexOfTaking(holderOf(is));
        List<SeenRequest> early = hub.requests().subList(0, taken).stream()
                .filter(request -> isHealth(request) && request.clientName().equals(podOf(is)))
                .toList();
        if (!early.isEmpty()) {
            faults.add("health was written before the Lease was taken: " + early);
        }
        return faults;
    }

    private int indexOfTaking(String holder) {
        List<SeenRequest> requests = hub.requests();
        for (int i = 0; i < requests.size(); i++) {
            SeenRequest request = requests.get(i);
            if (request.path().endsWith("/leases/" + LEASE)
                    && request.method().equals("PUT")
                    && request.bodyText().contains(holder)) {
                return i;
            }
        }
        assertThat(requests).as("nobody took the Lease as " + holder).isEmpty();
        return 0;
    }

    private Optional<ObjectNode> lease() {
        return hub.find("coordination.k8s.io/v1", "Lease", Rig.NAMESPACE, LEASE);
    }

    /** Of each write of health, in the order of arrival. */
    private List<String> writers() {
        return hub.requests().stream()
                .filter(Election::isHealth)
                .map(SeenRequest::clientName)
                .toList();
    }

    private static boolean isHealth(SeenRequest request) {
        return request.method().equals("PATCH")
                && request.path().startsWith(SECRETS)
                && new JsonObject(request.bodyText()).encode().contains(HEALTH);
    }

    private static List<String> withoutRepetition(List<String> names) {
        List<String> turns = new ArrayList<>();
        for (String name : names) {
            if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(name)) {
                turns.add(name);
            }
        }
        return turns;
    }

    private static int transitions(ObjectNode lease) {
        return lease.at("/spec/leaseTransitions").asInt();
    }

    private static String holderOf(ObjectNode lease) {
        return lease.at("/spec/holderIdentity").asText();
    }

    private static String podOf(ObjectNode lease) {
        return holderOf(lease).split("_", 2)[0];
    }
}

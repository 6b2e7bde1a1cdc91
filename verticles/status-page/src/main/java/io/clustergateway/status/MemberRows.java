package io.clustergateway.status;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.contract.Trust;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The members of one document. Nothing of a credential but its kind and its end, nothing of a Secret's data but addresses. */
final class MemberRows {
    private static final int MOST_ENDPOINTS = 4;
    private static final MemberCounts NOTHING = new MemberCounts();

    private final HealthTable probed;
    private final Sample sample;

    MemberRows(HealthTable probed, Sample sample) {
        this.probed = probed;
        this.sample = sample;
    }

    JsonObject of(ClusterTable table, View view) {
        Map<MemberCondition, Integer> numbers = new EnumMap<>(MemberCondition.class);
        List<Row> matching = table.members().values().stream()
                .map(member -> new Row(member, MemberCondition.of(member, probed)))
                .peek(row -> numbers.merge(row.condition(), 1, Integer::sum))
                .filter(row -> view.condition().map(row.condition()::equals).orElse(true))
                .filter(row -> view.search().isEmpty() || isFound(row.member(), view.search()))
                .sorted(order(view.order()))
                .toList();
        JsonArray items = new JsonArray();
        matching.stream()
                .skip(view.offset())
                .limit(view.limit())
                .map(this::json)
                .forEach(items::add);
        JsonObject conditions = new JsonObject();
        for (MemberCondition condition : MemberCondition.values()) {
            conditions.put(condition.label(), numbers.getOrDefault(condition, 0));
        }
        return new JsonObject()
                .put("total", table.members().size())
                .put("conditions", conditions)
                .put("matching", matching.size())
                .put("offset", view.offset())
                .put("bounds", sample.memberBounds)
                .put("items", items);
    }

    private Comparator<Row> order(View.Order order) {
        Comparator<Row> byName = Comparator.comparing(row -> row.member().name());
        return switch (order) {
            case NAME -> byName;
            case TROUBLE -> Comparator.comparing(Row::condition).thenComparing(byName);
            case REQUESTS ->
                Comparator.comparingLong((Row row) -> -counts(row).requests()).thenComparing(byName);
        };
    }

    private static boolean isFound(Member member, String search) {
        if (contains(member.name(), search)) {
            return true;
        }
        return member instanceof Cluster cluster
                && (contains(cluster.alias(), search)
                        || cluster.endpoints().stream().anyMatch(endpoint -> contains(endpoint.url(), search)));
    }

    private static boolean contains(String text, String lowerCase) {
        return text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    private JsonObject json(Row row) {
        JsonObject json = new JsonObject()
                .put("name", Text.cut(row.member().name()))
                .put("condition", row.condition().label())
                .mergeIn(counts(row).json());
        if (row.member() instanceof BrokenMember broken) {
            return json.put(
                    "reason",
                    Text.cut("%s (mend: %s)"
                            .formatted(broken.fault(), broken.place().mend())));
        }
        return put(json, (Cluster) row.member());
    }

    private JsonObject put(JsonObject json, Cluster cluster) {
        JsonObject credential =
                new JsonObject().put("type", cluster.credential().type());
        CredentialEnd.of(cluster.credential()).ifPresent(end -> credential.put("end", Text.time(end.getEpochSecond())));
        Long serving = sample.memberCertificates.get(cluster.name());
        if (serving != null) {
            json.put("servingCertificateEnd", Text.time(serving));
        }
        String reason = cluster.offline()
                .orElseGet(() -> MemberCondition.health(cluster, probed).reason());
        return json.put("reason", Text.cut(reason))
                .put("alias", Text.cut(cluster.alias()))
                .put("endpoints", Text.cut(cluster.endpoints().stream().map(Endpoint::url), MOST_ENDPOINTS))
                .put("egress", egress(cluster.egress()))
                .put("verified", !(cluster.trust() instanceof Trust.Unverified))
                .put("ownRules", cluster.rules().isPresent())
                .put("credential", credential);
    }

    private static String egress(Egress egress) {
        if (egress instanceof Egress.Proxy proxy) {
            return Text.cut(proxy.url());
        }
        return egress instanceof Egress.Konnectivity ? "konnectivity" : "direct";
    }

    private MemberCounts counts(Row row) {
        return sample.members.getOrDefault(row.member().name(), NOTHING);
    }

    private record Row(Member member, MemberCondition condition) {}
}

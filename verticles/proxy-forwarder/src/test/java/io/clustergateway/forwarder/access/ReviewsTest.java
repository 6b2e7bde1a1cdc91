package io.clustergateway.forwarder.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.forwarder.request.RequestTarget.Proxied;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReviewsTest {
    private static final String ROOT = "/apis/cluster.core.oam.dev/v1alpha1/";
    private static final String POD = "/api/v1/namespaces/d/pods/p";

    @ParameterizedTest
    @CsvSource({
        "GET, get",
        "HEAD, get",
        "POST, create",
        "PUT, update",
        "PATCH, patch",
        "DELETE, delete",
        "OPTIONS, ''",
    })
    void reviewsTheOuterVerb(String method, String verb) {
        assertThat(outer(new Reviews(false, true), method, POD, false)).containsExactly(verb);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/d/pods/p/exec, true",
        "/api/v1/namespaces/d/pods/p/attach, true",
        "/api/v1/namespaces/d/pods/p/portforward, true",
        "/api/v1/namespaces/d/services/s/proxy/x, true",
        "/api/v1/namespaces/d/services/s/proxy/x?watch=true, true",
        "/api/v1/watch/namespaces/d/pods/p/exec, true",
        "/apis/subresources.kubevirt.io/v1/namespaces/d/virtualmachineinstances/v/vnc, true",
        "/anything, true",
        "/api/v1/pods?watch=true, false",
        "/api/v1/watch/pods, false",
        "/api/v1/namespaces/d/pods/p/log?follow=true, false"
    })
    void wantsCreateForUpgradesThatCanDoAnything(String path, boolean create) {
        List<String> verbs = outer(new Reviews(false, true), "GET", path, true);
        assertThat(verbs).isEqualTo(create ? List.of("get", "create") : List.of("get"));
        assertThat(outer(new Reviews(false, true), "GET", path, false)).containsExactly("get");
        assertThat(outer(new Reviews(false, false), "GET", path, true)).containsExactly("get");
        assertThat(outer(new Reviews(false, true), "POST", path, true)).containsExactly("create");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/pods, false, list",
        "GET, /api/v1/namespaces/d/pods/p/exec, true, get create",
        "DELETE, /api/v1/namespaces/d/pods, false, deletecollection",
        "GET, /healthz, false, get"
    })
    void reviewsTheInnerRequestWhenToldTo(String method, String path, boolean upgrade, String verbs) {
        List<Attributes> all = reviews(new Reviews(true, true), method, path, upgrade);
        assertThat(all.stream().filter(wanted -> !isOuter(wanted)).map(Attributes::verb))
                .containsExactly(verbs.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, clustergateways, list",
        "GET, clustergateways?watch=true, watch",
        "GET, clustergateways/m1, get",
        "DELETE, clustergateways, deletecollection",
        "POST, virtualclusters, create"
    })
    void reviewsOwnResources(String method, String path, String verb) {
        Own own = (Own) RequestTarget.parse(ROOT + path);
        assertThat(new Reviews(false, true).of(HttpMethod.valueOf(method), own))
                .extracting(Attributes::verb)
                .containsExactly(verb);
    }

    private static List<String> outer(Reviews reviews, String method, String path, boolean upgrade) {
        return reviews(reviews, method, path, upgrade).stream()
                .filter(ReviewsTest::isOuter)
                .map(Attributes::verb)
                .toList();
    }

    private static List<Attributes> reviews(Reviews reviews, String method, String path, boolean upgrade) {
        Proxied target = (Proxied) RequestTarget.parse(ROOT + "clustergateways/m1/proxy" + path);
        HttpMethod verb = HttpMethod.valueOf(method);
        return reviews.of(verb, target, RequestInfo.of(verb, target.path(), target.query()), upgrade);
    }

    private static boolean isOuter(Attributes wanted) {
        return wanted instanceof Attributes.Resource resource
                && resource.group().equals("cluster.core.oam.dev")
                && resource.name().equals("m1")
                && resource.subresource().equals("proxy");
    }
}

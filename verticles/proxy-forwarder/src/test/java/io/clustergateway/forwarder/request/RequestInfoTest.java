package io.clustergateway.forwarder.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of apiserver pkg/endpoints/request/requestinfo_test.go, and those this gateway adds. */
final class RequestInfoTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // method, path, query | verb, group, version, resource, subresource, namespace, name
                "GET|/api/v1/namespaces||list||v1|namespaces|||",
                "GET|/api/v1/namespaces/other||get||v1|namespaces||other|other",
                "GET|/api/v1/namespaces/other/pods||list||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods/foo||get||v1|pods||other|foo",
                "HEAD|/api/v1/namespaces/other/pods/foo||get||v1|pods||other|foo",
                "GET|/api/v1/pods||list||v1|pods|||",
                "HEAD|/api/v1/pods||list||v1|pods|||",
                "GET|/api/v1/namespaces/other/pods|watch=true|watch||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods|watch=false|list||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods|watch=FAL%C5%BFE|list||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods/foo|watch=true|get||v1|pods||other|foo",
                "GET|/api/v1/watch/pods||watch||v1|pods|||",
                "GET|/api/v1/watch/namespaces/other/pods||watch||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods|fieldSelector=metadata.name%3Dp1|list||v1|pods||other|p1",
                "GET|/api/v1/namespaces/other/pods|watch=1&fieldSelector=a!=b,metadata.name==p1|watch||v1|pods||other|p1",
                "GET|/api/v1/namespaces/other/pods|fieldSelector=metadata.name!=p1|list||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods|fieldSelector=metadata.name=a%2Fb|list||v1|pods||other|",
                "GET|/api/v1/namespaces/other/status||get||v1|namespaces|status|other|other",
                "PUT|/api/v1/namespaces/other/finalize||update||v1|namespaces|finalize|other|other",
                "POST|/api/v1/namespaces/other/pods||create||v1|pods||other|",
                "PATCH|/api/v1/namespaces/other/pods/foo||patch||v1|pods||other|foo",
                "DELETE|/api/v1/namespaces/other/pods/foo||delete||v1|pods||other|foo",
                "DELETE|/api/v1/namespaces/other/pods||deletecollection||v1|pods||other|",
                "OPTIONS|/api/v1/namespaces/other/pods||||v1|pods||other|",
                "GET|/api/v1/namespaces/other/pods/foo/exec||get||v1|pods|exec|other|foo",
                "POST|/api/v1/namespaces/other/pods/foo/portforward||create||v1|pods|portforward|other|foo",
                "GET|/api/v1/namespaces/other/services/s:http/proxy/a/b||get||v1|services|proxy|other|s:http",
                "GET|/api/v1/proxy/namespaces/other/pods/foo/x||proxy||v1|pods||other|foo",
                "GET|/apis/apps/v1/namespaces/other/deployments/d/scale||get|apps|v1|deployments|scale|other|d",
                "GET|/apis/apps/v1/deployments||list|apps|v1|deployments|||",
                "GET|/apis/apps/v1/namespaces/other/deployments/a%2Fscale||get|apps|v1|deployments|scale|other|a",
                "GET|//api/v1/pods/||list||v1|pods|||"
            })
    void readsResourcesAsTheApiServerDoes(
            String method,
            String path,
            String query,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name) {
        Attributes.Resource read =
                (Attributes.Resource) RequestInfo.of(HttpMethod.valueOf(method), path, new Query(text(query)));
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("fieldSelector", "labelSelector")
                .isEqualTo(new Attributes.Resource(
                        text(verb),
                        text(group),
                        version,
                        resource,
                        text(subresource),
                        text(namespace),
                        text(name),
                        "",
                        ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/api/v1", "/apis/apps/v1", "/version", "/healthz/ping", "/logs/kubelet.log"})
    void readsOtherPathsAsPaths(String path) {
        assertThat(RequestInfo.of(HttpMethod.GET, path, Query.NONE)).isEqualTo(new Attributes.NonResource("get", path));
    }

    @Test
    void carriesSelectorsOfListsOnly() {
        Query query = new Query("fieldSelector=spec.nodeName%3Dn&labelSelector=a+in+(b)");
        Attributes.Resource list = (Attributes.Resource) RequestInfo.of(HttpMethod.GET, "/api/v1/pods", query);
        Attributes.Resource get =
                (Attributes.Resource) RequestInfo.of(HttpMethod.GET, "/api/v1/namespaces/n/pods/p", query);
        assertThat(list.fieldSelector()).isEqualTo("spec.nodeName=n");
        assertThat(list.labelSelector()).isEqualTo("a in (b)");
        assertThat(get.fieldSelector()).isEmpty();
    }

    @Test
    void refusesAWatchOfNothing() {
        assertThatThrownBy(() -> RequestInfo.of(HttpMethod.GET, "/api/v1/watch", Query.NONE))
                .isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fieldSelector=metadata.name%3Dp1,%zz",
                "fieldSelector=metadata.name%3Dp1%2",
                "fieldSelector=metadata.name%3Dp1;x",
                "limit=1;watch=true",
                "watch=%",
                "%zz=1"
            })
    void refusesAQueryOfAListThatServersReadDifferently(String query) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.DELETE)) {
            assertThatThrownBy(() -> RequestInfo.of(method, "/api/v1/namespaces/n/pods", new Query(query)))
                    .isInstanceOf(Failure.class);
        }
        assertThat(RequestInfo.of(HttpMethod.GET, "/api/v1/namespaces/n/services/s/proxy/", new Query(query))
                        .verb())
                .isEqualTo("get");
    }

    /** Go takes a query of more than ten thousand pairs for none at all. */
    @Test
    void refusesAListWithAQueryOfThousands() {
        Query many = new Query("a&".repeat(10_000) + "fieldSelector=metadata.name%3Dp1");
        assertThatThrownBy(() -> RequestInfo.of(HttpMethod.GET, "/api/v1/pods", many))
                .isInstanceOf(Failure.class);
    }

    private static String text(String cell) {
        return cell == null ? "" : cell;
    }
}

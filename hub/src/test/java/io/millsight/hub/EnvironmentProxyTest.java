package io.millsight.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {

    private static final URI HUB = URI.create("https://huggingface.co/x");

    private static List<Proxy> select(Map<String, String> environment, URI address) {
        return new EnvironmentProxy(environment).select(address);
    }

    @Test
    void theProxyOfTheSchemeIsTaken() {
        Map<String, String> environment = Map.of("https_proxy", "http://proxy.mill:3128", "HTTP_PROXY", "other:80");

        assertThat(select(environment, HUB))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.mill", 3128)));
        assertThat(select(environment, URI.create("http://mirror.mill/")))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("other", 80)));
    }

    @Test
    void exceptedHostsAndThisMachineAreAskedDirectly() {
        Map<String, String> environment =
                Map.of("ALL_PROXY", "proxy.mill:3128", "no_proxy", "mill.example, .lan,10.0.0.1:80");

        for (String direct :
                List.of("mill.example", "hub.mill.example", "a.lan", "10.0.0.1", "127.0.0.1", "localhost")) {
            assertThat(select(environment, URI.create("https://" + direct + "/")))
                    .containsExactly(Proxy.NO_PROXY);
        }
        assertThat(select(environment, URI.create("https://notmill.example/"))).doesNotContain(Proxy.NO_PROXY);
        assertThat(select(Map.of("ALL_PROXY", "p:1", "NO_PROXY", "*"), HUB)).containsExactly(Proxy.NO_PROXY);
    }

    @Test
    void aProxyThatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> select(Map.of("https_proxy", "socks5://proxy:1080"), HUB))
                .isInstanceOf(HubException.class)
                .hasMessage(
                        "https_proxy: \"socks5://proxy:1080\" is not the address of an HTTP proxy; write http://host:port");
        assertThatThrownBy(() -> select(Map.of("https_proxy", "http://me:secret@proxy:1"), HUB))
                .hasMessageContaining("user name and password")
                .message()
                .doesNotContain("secret");
    }
}

package dev.outreachroutes.console.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.console.login.InvalidConsoleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.web.ServerProperties;

/** The path that everything is below. */
class ProxyConfigurationTest {

    private final ServerProperties server = new ServerProperties();
    private final ProxyConfiguration.ContextPathCheck check = new ProxyConfiguration().contextPathCheck(server);

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/outreach", "/outreach/"})
    void aPathBeginsWithASlash(String path) {
        server.getServlet().setContextPath(path);
        assertThatCode(() -> check.customize(null)).doesNotThrowAnyException();
    }

    @Test
    void onePathThatDoesNotEndsTheStartAndSaysWhatToSet() {
        server.getServlet().setContextPath("outreach");
        assertThatThrownBy(() -> check.customize(null))
                .hasMessage("SERVER_SERVLET_CONTEXT_PATH is \"outreach\", which does not begin with a slash")
                .isInstanceOfSatisfying(InvalidConsoleException.class, problem -> assertThat(problem.action())
                        .isEqualTo("Set it to /outreach."));
    }
}

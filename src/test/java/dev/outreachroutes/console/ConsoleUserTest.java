package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.core.userdetails.UserDetailsService;

@ExtendWith(OutputCaptureExtension.class)
class ConsoleUserTest {

    private final SecurityProperties properties = new SecurityProperties();

    @Test
    void withoutAPasswordOneIsMadeAndToldOnce(CapturedOutput output) {
        properties.getUser().setName("operator");
        UserDetailsService users = new SecurityConfiguration().consoleUser(properties);

        String password = users.loadUserByUsername("operator").getPassword().replace("{noop}", "");
        assertThat(password).hasSizeGreaterThan(30);
        assertThat(output.getOut()).containsOnlyOnce(password).contains("CONSOLE_PASSWORD is not set");
    }

    @Test
    void aPasswordThatIsSetIsNotTold(CapturedOutput output) {
        properties.getUser().setPassword("correct horse battery staple");
        new SecurityConfiguration().consoleUser(properties);

        assertThat(output).doesNotContain("correct horse");
    }
}

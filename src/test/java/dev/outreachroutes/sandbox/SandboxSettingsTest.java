package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxSettingsTest {

    private final SandboxSettings settings = new SandboxSettings();

    @Test
    void everyKnobTakesItsOwnInitialValueAsText() {
        settings.words().forEach(settings::with);

        assertThat(settings.words()).isEqualTo(new SandboxSettings().words());
    }

    @Test
    void knobsCanBeArguments(@TempDir Path folder) throws IOException {
        Path fields = Files.writeString(
                folder.resolve("fields.json"),
                "{\"custom4\":{\"type\":\"inclusion\",\"label\":\"Hot\",\"definition\":[\"realized\"]}}");

        settings.withArguments(
                "--period=500ms",
                "--rotation=strict",
                "--create-missing=1..9",
                "--patch-fields",
                "--fields=@" + fields);

        assertThat(settings.get(Knobs.PERIOD)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.get(Knobs.ROTATION)).isEqualTo(Knobs.Rotation.STRICT);
        assertThat(settings.get(Knobs.CREATE_MISSING)).isEqualTo(new IdRange(1, 9));
        assertThat(settings.get(Knobs.PATCH_FIELDS)).isTrue();
        assertThat(settings.get(Knobs.FIELDS).get("custom4").offers("realized")).isTrue();
    }

    @Test
    void whatNoKnobTakesIsNamed() {
        assertThatThrownBy(() -> settings.withArguments("--rotation=twice"))
                .hasMessage("rotation does not take 'twice': it is one of grace, strict");
        assertThatThrownBy(() -> settings.withArguments("--colour=red")).hasMessage("no knob named colour");
        assertThatThrownBy(() -> settings.withArguments("-h")).hasMessageContaining("--name=value");
        assertThatThrownBy(() -> settings.with("fault-slow", "2")).hasMessageContaining("between 0 and 1");
    }

    @Test
    void theHelpNamesEveryKnob() {
        assertThat(SandboxSettings.help())
                .contains(Knobs.all().stream()
                        .map(knob -> "--" + knob.name() + "=")
                        .toList());
    }
}

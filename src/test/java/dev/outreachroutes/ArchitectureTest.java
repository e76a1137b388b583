package dev.outreachroutes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

@AnalyzeClasses(packagesOf = OutreachRoutes.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] FRAMEWORKS = {"org.apache.camel..", "org.springframework..", "io.micrometer.."};

    @ArchTest
    static final ArchRule dependenciesPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("console")
            .definedBy("dev.outreachroutes.console")
            .layer("jolokia")
            .definedBy("..console.jolokia..")
            .layer("login")
            .definedBy("..console.login..", "..console.proxy..")
            .layer("command")
            .definedBy("..command..")
            .layer("connect")
            .definedBy("..account.connect..")
            .layer("reload")
            .definedBy("..reload..")
            .layer("alert")
            .definedBy("..alert..")
            .layer("start")
            .definedBy("..start..")
            .layer("resync")
            .definedBy("..resync..")
            .layer("monitor")
            .definedBy("..monitor..")
            .layer("intake")
            .definedBy("..intake..")
            .layer("deadletter")
            .definedBy("..deadletter..")
            .layer("account")
            .definedBy("dev.outreachroutes.account", "..account.token..", "..account.check..")
            .layer("backlog")
            .definedBy("..backlog..")
            .layer("quota")
            .definedBy("..quota..")
            .layer("kafka")
            .definedBy("dev.outreachroutes.kafka..")
            .layer("database")
            .definedBy("..database..")
            .layer("mapping")
            .definedBy("..mapping..")
            .layer("outreach")
            .definedBy("..outreach..")
            .layer("routes")
            .definedBy("..routes..")
            .layer("destination")
            .definedBy("..destination..")
            .layer("profile")
            .definedBy("..profile..")
            .layer("settings")
            .definedBy("..settings..")
            .layer("encryption")
            .definedBy("..encryption..")
            .whereLayer("settings")
            .mayNotAccessAnyLayer()
            .whereLayer("encryption")
            .mayOnlyAccessLayers("settings")
            .whereLayer("console")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("jolokia")
            .mayOnlyBeAccessedByLayers("console")
            .whereLayer("jolokia")
            .mayOnlyAccessLayers("login")
            .whereLayer("login")
            .mayOnlyAccessLayers("database", "settings")
            .whereLayer("connect")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("alert")
            .mayOnlyBeAccessedByLayers("console")
            .whereLayer("reload")
            .mayOnlyBeAccessedByLayers("console", "alert")
            .whereLayer("reload")
            .mayOnlyAccessLayers("backlog", "database", "destination", "monitor", "routes")
            .whereLayer("start")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("start")
            .mayOnlyAccessLayers("database", "settings")
            .whereLayer("monitor")
            .mayOnlyBeAccessedByLayers("alert", "console", "connect", "reload")
            .whereLayer("resync")
            .mayOnlyBeAccessedByLayers("console", "monitor")
            .whereLayer("intake")
            .mayOnlyBeAccessedByLayers("console", "monitor")
            .whereLayer("deadletter")
            .mayOnlyBeAccessedByLayers("alert", "console", "monitor", "intake")
            .whereLayer("account")
            .mayOnlyBeAccessedByLayers("alert", "connect", "monitor", "intake", "command", "resync")
            .whereLayer("backlog")
            .mayOnlyBeAccessedByLayers(
                    "alert", "command", "console", "monitor", "intake", "deadletter", "reload", "resync")
            .whereLayer("quota")
            .mayOnlyBeAccessedByLayers(
                    "alert", "console", "monitor", "intake", "deadletter", "account", "backlog", "command", "resync")
            .whereLayer("quota")
            .mayOnlyAccessLayers("database", "outreach", "destination")
            .whereLayer("kafka")
            .mayOnlyBeAccessedByLayers("alert", "console", "monitor")
            .whereLayer("kafka")
            .mayOnlyAccessLayers("settings")
            .whereLayer("database")
            .mayOnlyBeAccessedByLayers(
                    "alert",
                    "console",
                    "login",
                    "start",
                    "monitor",
                    "reload",
                    "intake",
                    "deadletter",
                    "account",
                    "backlog",
                    "quota",
                    "command",
                    "resync")
            .whereLayer("database")
            .mayNotAccessAnyLayer()
            .whereLayer("mapping")
            .mayOnlyBeAccessedByLayers("console", "command", "monitor", "intake", "deadletter", "account", "backlog")
            .whereLayer("outreach")
            .mayOnlyBeAccessedByLayers(
                    "alert",
                    "console",
                    "monitor",
                    "intake",
                    "deadletter",
                    "account",
                    "backlog",
                    "quota",
                    "command",
                    "resync")
            .whereLayer("routes")
            .mayOnlyBeAccessedByLayers("alert", "console", "monitor", "command", "reload")
            .whereLayer("routes")
            .mayOnlyAccessLayers("destination")
            .whereLayer("destination")
            .mayOnlyAccessLayers("settings")
            .whereLayer("profile")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("dev.outreachroutes.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule readingAndMappingKnowNothingOfFrameworks = noClasses()
            .that()
            .resideInAnyPackage("..profile..", "..mapping..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule theFoldKnowsNothingOfFrameworks = noClasses()
            .that()
            .haveFullyQualifiedName("dev.outreachroutes.backlog.ProspectState")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule theBacklogKnowsNothingOfCamelOutsideItsComponent = noClasses()
            .that()
            .resideInAPackage("dev.outreachroutes.backlog")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "dev.outreachroutes.backlog.camel..");

    @ArchTest
    static final ArchRule whatIsAnAlertKnowsNothingOfFrameworks = noClasses()
            .that()
            .resideInAPackage("dev.outreachroutes.alert.rule")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule everyPackageIsNamedForWhatItDoes =
            noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..");

    @ArchTest
    static final ArchRule whatAClassNeedsComesThroughItsConstructor =
            noFields().should().beAnnotatedWith(Autowired.class).orShould().beAnnotatedWith(Value.class);
}

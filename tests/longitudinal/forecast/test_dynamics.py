import numpy as np
import torch
from scipy.linalg import expm

from uvphoto.longitudinal.forecast.dynamics import Dynamics, Layout


def van_loan(drift: np.ndarray, diffusion: np.ndarray, time: float) -> tuple[np.ndarray, np.ndarray]:
    """Return F and Q of dx = A x dt + noise of rate L over a time (Van Loan 1978)."""
    n = len(drift)
    whole = np.zeros((2 * n, 2 * n))
    whole[:n, :n], whole[:n, n:], whole[n:, n:] = -drift, diffusion, drift.T
    power = expm(whole * time)
    transition = power[n:, n:].T
    return transition, transition @ power[:n, n:]


def test_the_steps_are_those_of_the_stochastic_differential_equation() -> None:
    dynamics = Dynamics(4)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in dynamics.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    at, states = dynamics.layout, 17
    value = {name: parameter.exp().item() for name, parameter in dynamics.named_parameters() if parameter.numel() == 1}
    drift, diffusion = np.zeros((states, states)), np.zeros((states, states))
    for place, name in ((at.tan, "tan"), (at.activity, "activity")):
        tau, sd = value[f"log_tau_{name}"], value[f"log_sd_{name}"]
        drift[place, place], diffusion[place, place] = -1 / tau, 2 * sd**2 / tau
    drift[at.damage, at.slope] = 1
    diffusion[at.slope, at.slope] = value["log_rate_slope"] ** 2
    for place in range(*at.regional_damage.indices(states)):
        diffusion[place, place] = value["log_rate_regional"] ** 2
    gaps = torch.tensor([[0.0, 0.02, 0.4], [0.0, 1.7, 3.0]], dtype=torch.float64)
    transition, noise = (part.detach().numpy() for part in dynamics.step(gaps, torch.zeros_like(gaps), states))
    for person in range(2):
        for visit in range(3):
            f, q = van_loan(drift, diffusion, float(gaps[person, visit]))
            np.testing.assert_allclose(transition[person, visit], f, atol=1e-10)
            np.testing.assert_allclose(noise[person, visit], q, atol=1e-10)


def test_a_treatment_makes_damage_unsure_everywhere_and_nothing_else() -> None:
    dynamics = Dynamics(2)
    gaps = torch.tensor([[0.0, 0.3]], dtype=torch.float64)
    _, usual = dynamics.step(gaps, torch.zeros_like(gaps), 11)
    _, treated = dynamics.step(gaps, torch.tensor([[0.0, 2.0]], dtype=torch.float64), 11)
    wanted = torch.zeros(1, 2, 11, 11, dtype=torch.float64)
    for place in (2, 4, 5):
        wanted[0, 1, place, place] = 2 * 0.5**2
    torch.testing.assert_close(treated - usual, wanted)


def test_every_state_has_its_own_place() -> None:
    at = Layout(4)
    places = [at.tan, at.activity, at.damage, at.slope, at.level, at.tan_sensitivity, at.damage_sensitivity]
    for part in (at.regional_damage, at.regional_level):
        places += range(*part.indices(at.own))
    assert sorted(places) == list(range(15)) == list(range(at.own))


def test_spreads_at_the_first_visit_are_positive_and_hold_the_devices() -> None:
    variance = Dynamics(4).initial_variance(torch.tensor([[0.1, 0.2]], dtype=torch.float64))
    assert variance.shape == (1, 17)
    assert (variance > 0).all()
    torch.testing.assert_close(variance[0, 15:], torch.tensor([0.1, 0.2], dtype=torch.float64))

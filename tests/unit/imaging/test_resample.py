"""Resizing and blurring by banded matrices."""

import numpy as np
import pytest

from shared.imaging.resample import blur, resize, resize_bytes


@pytest.mark.parametrize("kernel", ["linear", "cubic"])
@pytest.mark.parametrize("size", [(57, 83), (11, 19)])
def test_even_area_stays_even(kernel: str, size: tuple[int, int]) -> None:
    even = np.full((2, 31, 40), 7.5, dtype=np.float32)
    assert np.allclose(resize(even, *size, kernel), 7.5)
    assert resize(even, *size, kernel).shape == (2, size[1], size[0])


@pytest.mark.parametrize("kernel", ["linear", "cubic"])
def test_ramp_is_enlarged_about_its_middle(kernel: str) -> None:
    ramp = np.arange(40, dtype=np.float32)[None, :].repeat(3, axis=0)
    large = resize(ramp, 120, 3, kernel)
    wanted = (np.arange(120) + 0.5) / 3 - 0.5
    assert np.allclose(large[1, 9:-9], wanted[9:-9], atol=1e-4)


def test_bytes_do_not_wrap_around() -> None:
    edge = np.zeros((1, 8, 40), dtype=np.uint8)
    edge[..., 20:] = 255
    large = resize_bytes(edge, 100, 20, "cubic")
    assert large[0, 10, :45].max() < 10
    assert large[0, 10, 55:].min() > 245


def test_blur_matches_the_sum_it_stands_for() -> None:
    values = np.random.default_rng(4).random((50, 61)).astype(np.float32)
    kernel = np.exp(-(np.arange(-2, 3) ** 2) / (2 * 1.4**2))
    weights = np.outer(kernel, kernel) / kernel.sum() ** 2
    assert blur(values, 1.4)[20, 30] == pytest.approx((values[18:23, 28:33] * weights).sum())


def test_blur_extends_the_edge() -> None:
    assert np.allclose(blur(np.ones((9, 9), dtype=np.float32), 3.0), 1)
